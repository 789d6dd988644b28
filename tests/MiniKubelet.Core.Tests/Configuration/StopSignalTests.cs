using MiniKubelet.Runtime;

namespace MiniKubelet.Core.Tests.Configuration;

public sealed class StopSignalTests
{
    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("SIGKILL", 9)]
    [InlineData("SIGUSR1", 10)]
    [InlineData("SIGRTMIN", 34)]
    [InlineData("SIGRTMIN+1", 35)]
    [InlineData("SIGRTMIN+15", 49)]
    [InlineData("SIGRTMAX-14", 50)]
    [InlineData("SIGRTMAX-1", 63)]
    [InlineData("SIGRTMAX", 64)]
    [InlineData("SIGRTMIN+16", null)]
    [InlineData("SIGRTMIN+0", null)]
    [InlineData("SIGRTMIN+01", null)]
    [InlineData("SIGRTMIN+", null)]
    [InlineData("SIGRTMAX-15", null)]
    [InlineData("sigterm", null)]
    [InlineData("TERM", null)]
    [InlineData("15", null)]
    [InlineData("", null)]
    public void ASignalHasItsNumberOrIsNone(string name, int? number) => Assert.Equal(number, StopSignals.NumberOf(name));
}
