using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Nodes;
using MiniKubelet.Agent.Status;
using MiniKubelet.Agent.Tests.Linux;
using MiniKubelet.Linux;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Nodes;

public sealed class NodeLoopTests : IDisposable
{
    private static readonly string[] AtEachStart =
    [
        "Starting: Starting kubelet.",
        "NodeHasSufficientMemory: Node box status is now: NodeHasSufficientMemory",
        "NodeHasNoDiskPressure: Node box status is now: NodeHasNoDiskPressure",
        "NodeHasSufficientPID: Node box status is now: NodeHasSufficientPID",
        "NodeReady: Node box status is now: NodeReady",
    ];

    private readonly TempDirectory _root = new();
    private readonly VirtualTime _time = new();
    private readonly NodeFacts _facts = NodeFacts.Read();
    private readonly CancellationTokenSource _stop = new();
    private StatusStore _status = null!;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _root.Dispose();
    }

    [Fact]
    public void WhatTurnsIsToldOnce()
    {
        var node = Start();
        Assert.Equal(AtEachStart, Told());
        node.SetRuntimeProblem(null);
        node.SetRuntimeProblem("gone");
        node.SetRuntimeProblem("still gone");
        Assert.Equal([.. AtEachStart, "NodeNotReady: Node box status is now: NodeNotReady"], Told());
        node.SetRuntimeProblem(null);
        var ready = Assert.Single(_status.Events.List().Items, e => e.Reason == "NodeReady");
        Assert.Equal((2, "Node", "box", "Normal"), (ready.Count, ready.InvolvedObject.Kind, ready.InvolvedObject.Uid, ready.Type));
    }

    [Fact]
    public void ARebootIsToldOfAndARestartOfTheDaemonIsNone()
    {
        Start();
        Start();
        Assert.Equal(AtEachStart, Told());
        File.WriteAllText(_root["boot-id"], "another life\n");
        Start();
        Assert.Equal($"Rebooted: Node box has been rebooted, boot id: {_facts.BootId}", Told().ElementAt(1));
        Start();
        Assert.Equal(AtEachStart, Told());
    }

    private NodeLoop Start()
    {
        _status = new StatusStore(_time);
        var loop = new NodeLoop(
            _status, new EventRecorder(_status, "box", _time), new NodeSettings { NodeName = "box", NodeIps = ["192.0.2.1"] }, _facts,
            new RuntimeInfo("fake", "1", null, null, LiveRestore: true), new BootRecord(_root.Path), 10250, "1.0.0", _time);
        _ = loop.RunAsync(_stop.Token);
        return loop;
    }

    private IEnumerable<string> Told() => _status.Events.List().Items
        .OrderBy(e => long.Parse(e.Metadata.ResourceVersion!, System.Globalization.CultureInfo.InvariantCulture))
        .Select(e => $"{e.Reason}: {e.Message}");
}
