using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Linux;

public sealed class NodeTests
{
    [Fact]
    public void FactsAreThoseOfTheMachine()
    {
        NodeFacts facts = NodeFacts.Read();
        Assert.Equal(Output("uname", "-r"), facts.KernelVersion);
        Assert.Equal(Output("uname", "-n").ToLowerInvariant(), facts.Hostname);
        Assert.Equal(Output("nproc", "--all"), facts.CpuCount.ToString());
        Assert.Equal(Output("sh", "-c", ". /etc/os-release; echo $PRETTY_NAME"), facts.OsImage);
        Assert.Equal(Output("sh", "-c", "free -b | awk '/^Mem/ {print $2}'"), facts.MemoryBytes.ToString());
        Assert.Contains(facts.Architecture, new[] { "amd64", "arm64" });
        Assert.True(Guid.TryParse(facts.BootId, out _));
    }

    [Theory]
    [InlineData("0\n", 1)]
    [InlineData("0-1\n", 2)]
    [InlineData("0-3,8,10-11\n", 7)]
    public void AListOfProcessorsIsCounted(string list, int count) => Assert.Equal(count, NodeFacts.CountOfList(list));

    [Theory]
    [InlineData("ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)")]
    [InlineData("PRETTY_NAME=Plain\n", "Plain")]
    [InlineData("", "Linux")]
    public void ThePrettyNameIsRead(string osRelease, string name) => Assert.Equal(name, NodeFacts.PrettyName(osRelease));

    [Theory]
    [InlineData("000001ffffffffff", true)]
    [InlineData("000001fffeffffff", false)] // all but CAP_SYS_RESOURCE
    [InlineData("0000000000000000", false)]
    public void SysResourceMayLowerTheOomScore(string mask, bool may) =>
        Assert.Equal(may, ProcessCapabilities.Parse(["Name:\tx", $"CapEff:\t{mask}"]).MayLowerOomScore);

    [Fact]
    public void WhatCapabilitiesSayOfTheOomScoreIsWhatTheKernelDoes()
    {
        bool lowered;
        try
        {
            // Only this attempt's outcome matters: a child process would inherit it, so it is put back at once.
            string before = File.ReadAllText("/proc/self/oom_score_adj");
            File.WriteAllText("/proc/self/oom_score_adj", "-998");
            File.WriteAllText("/proc/self/oom_score_adj", before);
            lowered = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lowered = false;
        }

        Assert.Equal(lowered, ProcessCapabilities.Read().MayLowerOomScore);
    }

    [Fact]
    public void ThePrimaryAddressIsOneOfOurs()
    {
        IPAddress address = NodeAddress.Primary();
        Assert.Contains(address, NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address));
        bool hasDefaultRoute = File.ReadLines("/proc/net/route").Any(line => line.Split('\t') is [_, "00000000", ..]);
        Assert.Equal(hasDefaultRoute, !IPAddress.IsLoopback(address) && hasDefaultRoute);
    }

    private static string Output(string command, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
