
namespace MiniKubelet.Agent.Tests.Linux;

/// <summary>Waits for a condition with a deadline.</summary>
internal static class Wait
{
    public static void Until(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(10)), "the condition did not come true within 10 s");
}
