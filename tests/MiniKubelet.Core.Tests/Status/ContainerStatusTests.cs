using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;
using MiniKubelet.Status;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Status;

public class ContainerStatusTests
{
    [Fact]
    public void AContainerWaitsAsBeingCreated() =>
        Assert.Equal("ContainerCreating", Of(PodOf(App("a")), PodObservation.Nothing(Uid)).State.Waiting?.Reason);

    [Fact]
    public void AllContainersWaitForInitializationWhenThereIsAny()
    {
        var status = PodStatusBuilder.Build(Input(PodOf(App("a")).WithInit(App("i")), PodObservation.Nothing(Uid)));
        Assert.Equal("PodInitializing", status.ContainerStatuses[0].State.Waiting?.Reason);
        Assert.Equal("PodInitializing", status.InitContainerStatuses[0].State.Waiting?.Reason);
    }

    [Fact]
    public void ARunningContainerShowsItsIdImageAndLastEnd()
    {
        var status = Of(PodOf(App("a")), Observed(Running("a", attempt: 1, startedAt: 20), Exited("a", 3)));
        Assert.Equal(
            new ContainerStatus
            {
                Name = "a",
                State = new ContainerState { Running = new ContainerStateRunning { StartedAt = At(20) } },
                LastState = new ContainerState
                {
                    Terminated = new ContainerStateTerminated
                    {
                        ExitCode = 3,
                        Reason = "Error",
                        StartedAt = At(1),
                        FinishedAt = At(2),
                        ContainerID = "containerd://a-0",
                    },
                },
                Ready = true,
                Started = true,
                RestartCount = 1,
                Image = "images/a:1",
                ImageID = "sha256:a",
                ContainerID = "containerd://a-1",
            },
            status);
    }

    [Theory]
    [InlineData(0, "", "Completed")]
    [InlineData(1, "", "Error")]
    [InlineData(137, "OOMKilled", "OOMKilled")]
    [InlineData(128, "ContainerCannotRun", "ContainerCannotRun")]
    public void AnEndHasAReason(int code, string given, string shown)
    {
        var terminated = Of(PodOf(RestartPolicy.Never, App("a")), Observed(Exited("a", code) with { Reason = given })).State.Terminated;
        Assert.Equal((code, shown), (terminated?.ExitCode, terminated?.Reason));
    }

    [Fact]
    public void LastWordsComeAfterTheRuntimesMessage()
    {
        var input = Input(PodOf(RestartPolicy.Never, App("a")), Observed(Exited("a", 1) with { Message = "from the runtime" }));
        Assert.Equal("from the runtime", PodStatusBuilder.Build(input).ContainerStatuses[0].State.Terminated?.Message);
        Assert.Equal("from the runtime: bye", PodStatusBuilder.Build(input with { TerminationMessages = [new("a-0", "bye")] })
            .ContainerStatuses[0].State.Terminated?.Message);
    }

    [Fact]
    public void InBackoffTheEndMovesToTheLastState()
    {
        var status = PodStatusBuilder.Build(Input(PodOf(App("a")), Observed(Exited("a", 1, attempt: 2))) with
        {
            Waiting = [new("a", new WaitingReason("CrashLoopBackOff", "back-off 20s restarting failed container=a"))],
        }).ContainerStatuses[0];
        Assert.Equal(new ContainerStateWaiting { Reason = "CrashLoopBackOff", Message = "back-off 20s restarting failed container=a" }, status.State.Waiting);
        Assert.Equal(1, status.LastState.Terminated?.ExitCode);
        Assert.Equal((2, false), (status.RestartCount, status.Started));
    }

    [Fact]
    public void AnEndInAnOldSandboxIsTheLastState()
    {
        var status = Of(PodOf(App("a")), Observed([SandboxOf(1), SandboxOf(0, ready: false)], Exited("a", 0)));
        Assert.Equal("ContainerCreating", status.State.Waiting?.Reason);
        Assert.Equal(0, status.LastState.Terminated?.ExitCode);
    }

    [Fact]
    public void WhatSucceededInAnOldSandboxStaysEndedUnderOnFailure()
    {
        var status = Of(PodOf(RestartPolicy.OnFailure, App("a")), Observed([SandboxOf(1), SandboxOf(0, ready: false)], Exited("a", 0)));
        Assert.Equal("Completed", status.State.Terminated?.Reason);
    }

    [Fact]
    public void AContainerThatVanishedIsNotForgotten()
    {
        var input = Input(PodOf(App("a")), Observed()) with { History = History().Started("a", 3) };
        var status = PodStatusBuilder.Build(input).ContainerStatuses[0];
        Assert.Equal("ContainerCreating", status.State.Waiting?.Reason);
        Assert.Equal((137, "ContainerStatusUnknown"), (status.LastState.Terminated?.ExitCode, status.LastState.Terminated?.Reason));
        Assert.Equal(2, status.RestartCount);
    }

    [Fact]
    public void AContainerThatVanishedWithItsPodsEndIsTerminated()
    {
        var input = Input(PodOf(App("a")), Observed()) with
        {
            History = History().Started("a", 1) with { Outcome = new PodOutcome(PodPhase.Failed, "", "") },
        };
        Assert.Equal("ContainerStatusUnknown", PodStatusBuilder.Build(input).ContainerStatuses[0].State.Terminated?.Reason);
    }

    [Fact]
    public void ACompletedInitContainerStaysCompletedWithoutItsRecord()
    {
        var input = Input(PodOf(App("a")).WithInit(App("i")), Observed(Running("a"))) with
        {
            History = History().Ended(Exited("i", 0)),
        };
        var status = PodStatusBuilder.Build(input).InitContainerStatuses[0];
        Assert.Equal(("Completed", true), (status.State.Terminated?.Reason, status.Ready));
    }

    [Fact]
    public void AStartupProbeHoldsBackStartedAndReady()
    {
        var pod = PodOf(App("a") with { StartupProbe = new Probe() });
        var before = Of(pod, Observed(Running("a")));
        var after = PodStatusBuilder.Build(Input(pod, Observed(Running("a"))) with
        {
            Verdicts = new ProbeVerdicts([new("a-0", new ProbeVerdict { Started = true, Ready = true })]),
        }).ContainerStatuses[0];
        Assert.Equal((false, false), (before.Started, before.Ready));
        Assert.Equal((true, true), (after.Started, after.Ready));
    }

    [Fact]
    public void BuildingAgainGivesTheSameStatus()
    {
        var pod = PodOf(App("a"), App("b")).WithInit(App("i"), Sidecar("s"));
        PodObservation[] observations =
        [
            PodObservation.Nothing(Uid),
            Observed(Running("i")),
            Observed(Running("s"), Exited("i", 0)),
            Observed(Exited("b", 1), Running("a"), Running("s"), Exited("i", 0)),
            Observed([SandboxOf(1), SandboxOf(0, ready: false)], Exited("b", 1), Exited("a", 137)),
            Observed(),
        ];
        PodStatus? previous = null;
        foreach (var observed in observations)
        {
            var input = Input(pod, observed) with { History = History().Started("a", 1).Started("b", 1), Previous = previous };
            previous = PodStatusBuilder.Build(input);
            Assert.Equal(previous, PodStatusBuilder.Build(input with { Previous = previous, Now = At(99) }));
        }
    }

    [Fact]
    public void AddressesAreTheSandboxsOrTheNodes()
    {
        var pod = PodOf(App("a"));
        var own = PodStatusBuilder.Build(Input(pod, Observed(Running("a"))));
        Assert.Equal(("192.0.2.1", "10.0.0.2"), (own.HostIP, own.PodIP));
        var host = PodStatusBuilder.Build(Input(pod.With(spec => spec with { HostNetwork = true }), PodObservation.Nothing(Uid)));
        Assert.Equal(("192.0.2.1", "192.0.2.1"), (host.HostIP, host.PodIP));
        Assert.Null(PodStatusBuilder.Build(Input(pod, Observed([SandboxOf(0, ready: false)])) with { Previous = own }).PodIP);
    }

    private static ContainerStatus Of(Pod pod, PodObservation observed) => PodStatusBuilder.Build(Input(pod, observed)).ContainerStatuses[0];

    private static PodStatusInput Input(Pod pod, PodObservation observed) => new()
    {
        Pod = pod,
        Observed = observed,
        History = History(),
        NodeIps = ["192.0.2.1"],
        RuntimeName = "containerd",
        Now = At(60),
    };
}
