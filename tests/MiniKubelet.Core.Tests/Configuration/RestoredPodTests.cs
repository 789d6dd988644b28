using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Configuration;

public sealed class RestoredPodTests
{
    private static readonly LifecycleHandler Hook = new()
    {
        HttpGet = new HTTPGetAction { Path = "/bye?now=1", Port = "web", HttpHeaders = [new() { Name = "X", Value = "ü\"" }] },
    };

    [Fact]
    public void WhatAContainerWasMadeWithTellsHowItIsStopped()
    {
        var app = App("a") with
        {
            Ports = [new ContainerPort { Name = "web", Port = 8080, Protocol = Protocol.TCP }],
            Lifecycle = new Lifecycle { PreStop = Hook, PostStart = new LifecycleHandler { Sleep = new SleepAction { Seconds = 1 } } },
        };
        var restored = RestoredPod.Of(Observed(MadeFrom(app, ContainerRole.App))).Spec;

        Assert.Equal(77, restored.TerminationGracePeriodSeconds);
        var container = Assert.Single(restored.Containers);
        Assert.Equal(("a", app.Ports, new Lifecycle { PreStop = Hook }), (container.Name, container.Ports, container.Lifecycle));
    }

    [Fact]
    public void ASleepOfNoSecondsIsKept()
    {
        var hook = new LifecycleHandler { Sleep = new SleepAction { Seconds = 0 } };
        var restored = RestoredPod.ContainerOf(MadeFrom(App("a") with { Lifecycle = new Lifecycle { PreStop = hook } }, ContainerRole.App));
        Assert.Equal(hook, restored.Lifecycle?.PreStop);
    }

    [Fact]
    public void SidecarsAreKnownFromAppsAndStopInReverseOrder()
    {
        var observed = Observed(
            MadeFrom(App("app"), ContainerRole.App, at: 5),
            MadeFrom(App("second"), ContainerRole.Sidecar, at: 3),
            MadeFrom(App("first"), ContainerRole.Sidecar, at: 2));
        var stages = TerminationSequence.Stages(RestoredPod.Of(observed).Spec, observed);
        Assert.Equal(["app", "second", "first"], stages.Select(stage => Assert.Single(stage.Containers).Container));
    }

    [Fact]
    public void AnnotationsThatAreNotOursToReadSayNothing()
    {
        var odd = Running("a") with
        {
            Annotations =
            [
                new(RuntimeAnnotations.PreStopHandler, "{\"exec\": 1}"),
                new(RuntimeAnnotations.Ports, "nonsense"),
                new(RuntimeAnnotations.PodTerminationGracePeriod, "-5"),
            ],
        };
        var restored = RestoredPod.Of(Observed(odd)).Spec;
        Assert.Null(restored.TerminationGracePeriodSeconds);
        Assert.Null(Assert.Single(restored.Containers).Lifecycle);
        Assert.Empty(restored.Containers[0].Ports);
    }

    [Fact]
    public void WithoutHookAndPortsThereAreNoAnnotationsOfThem()
    {
        var annotations = MadeFrom(App("a"), ContainerRole.App).Annotations;
        Assert.False(annotations.ContainsKey(RuntimeAnnotations.PreStopHandler));
        Assert.False(annotations.ContainsKey(RuntimeAnnotations.Ports));
    }

    private static ContainerObservation MadeFrom(Container container, ContainerRole role, double at = 1)
    {
        var input = ContainerConfigTests.Input(container);
        var pod = input.Pod with { Spec = input.Pod.Spec with { TerminationGracePeriodSeconds = 77 } };
        return Running(container.Name, startedAt: at) with
        {
            Annotations = ContainerConfigFactory.Create(input with { Role = role, Pod = pod }).Annotations,
        };
    }
}
