using System.Text.RegularExpressions;
using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Status;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Events;

public sealed class EventRecorderTests
{
    private readonly VirtualTime _time = new();
    private readonly StatusStore _status;
    private readonly EventRecorder _recorder;
    private readonly Pod _pod = new()
    {
        Metadata = new() { Name = "web", Namespace = "team", Uid = "u1" },
        Spec = new() { InitContainers = [new() { Name = "init" }], Containers = [new() { Name = "main" }] },
    };

    public EventRecorderTests()
    {
        _status = new StatusStore(_time);
        _recorder = new EventRecorder(_status, "node1", _time);
    }

    [Fact]
    public void AnEventSaysWhatHappenedToWhat()
    {
        _recorder.Record(_pod, "main", EventType.Normal, "Started", "Started container main");

        var item = Assert.Single(_status.Events.List().Items);
        Assert.Equal("team", item.Metadata.Namespace);
        Assert.Matches(new Regex("^web\\.[0-9a-f]{16}$"), item.Metadata.Name);
        Assert.Equal(("Pod", "web", "u1", "spec.containers{main}"), (item.InvolvedObject.Kind, item.InvolvedObject.Name, item.InvolvedObject.Uid, item.InvolvedObject.FieldPath));
        Assert.Equal(("Normal", "Started", "Started container main", 1), (item.Type, item.Reason, item.Message, item.Count));
        Assert.Equal(new EventSource { Component = "kubelet", Host = "node1" }, item.Source);
        Assert.Equal(_time.Now, item.FirstTimestamp);
    }

    [Fact]
    public void TheSameAgainIsCounted()
    {
        var first = _time.Now;
        _recorder.Record(_pod, EventType.Warning, "BackOff", "Back-off");
        _time.Advance(TimeSpan.FromMinutes(2));
        _recorder.Record(_pod, EventType.Warning, "BackOff", "Back-off");

        var item = Assert.Single(_status.Events.List().Items);
        Assert.Equal((2, first, first.AddMinutes(2)), (item.Count, item.FirstTimestamp!.Value, item.LastTimestamp!.Value));
    }

    [Fact]
    public void AnotherMessageContainerOrPodIsAnotherEvent()
    {
        _recorder.Record(_pod, "main", EventType.Normal, "Pulled", "a");
        _recorder.Record(_pod, "main", EventType.Normal, "Pulled", "b");
        _recorder.Record(_pod, "init", EventType.Normal, "Pulled", "a");
        _recorder.Record(_pod with { Metadata = _pod.Metadata with { Uid = "u2" } }, "main", EventType.Normal, "Pulled", "a");

        Assert.Equal(4, _status.Events.List().Items.Count);
        Assert.Contains(_status.Events.List().Items, e => e.InvolvedObject.FieldPath == "spec.initContainers{init}");
    }

    [Fact]
    public void EventsAreForgottenAfterAnHour()
    {
        _recorder.Record(_pod, EventType.Normal, "Old", "");
        _time.Advance(TimeSpan.FromMinutes(59));
        _recorder.Record(_pod, EventType.Normal, "New", "");
        Assert.Equal(2, _status.Events.List().Items.Count);

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("New", Assert.Single(_status.Events.List().Items).Reason);
    }

    [Fact]
    public void OnlyTheLastThousandAreKept()
    {
        for (var i = 0; i < 1010; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _recorder.Record(_pod with { Metadata = _pod.Metadata with { Name = $"pod-{i}" } }, EventType.Normal, "Many", $"{i}");
        }

        var kept = _status.Events.List().Items.Select(e => int.Parse(e.Message!, System.Globalization.CultureInfo.InvariantCulture)).Order();
        Assert.Equal(Enumerable.Range(10, 1000), kept);
    }

    [Fact]
    public void AFloodOfMessagesAboutOnePodBecomesTenEventsAndEnds()
    {
        for (var i = 0; i < 1000; i++)
        {
            _recorder.Record(_pod, EventType.Warning, "Unhealthy", $"{i}");
        }

        var items = _status.Events.List().Items.OrderBy(e => e.Metadata.ResourceVersion).ToList();
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "(combined from similar events): 24"], items.Select(e => e.Message));
        Assert.Equal(16, items[^1].Count);
    }

    [Fact]
    public void AnEventThatComesBackAfterItWasForgottenKeepsItsCount()
    {
        var first = _time.Now;
        _recorder.Record(_pod, EventType.Normal, "Pulled", "again");
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Empty(_status.Events.List().Items);
        _recorder.Record(_pod, EventType.Normal, "Pulled", "again");
        var item = Assert.Single(_status.Events.List().Items);
        Assert.Equal((2, first, _time.Now), (item.Count, item.FirstTimestamp!.Value, item.LastTimestamp!.Value));
    }

    [Fact]
    public void ALongMessageIsCut()
    {
        _recorder.Record(_pod, EventType.Warning, "Unhealthy", new string('x', 10_000));
        Assert.Equal(1024, Assert.Single(_status.Events.List().Items).Message!.Length);
    }
}
