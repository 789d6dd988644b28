using MiniKubelet.Naming;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri;
using MiniKubelet.Runtimes.Cri.Grpc;
using MiniKubelet.Runtimes.Cri.V1;
using Xunit;
using V1Container = MiniKubelet.Runtimes.Cri.V1.Container;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

/// <summary>What a real runtime cannot be brought to do at will.</summary>
public sealed class CriRuntimeTests
{
    private static readonly SandboxConfig _config = new()
    {
        Name = "pod", Namespace = "default", Uid = "uid-1", Attempt = 2, Hostname = "pod", LogDirectory = "/var/log/pods/x",
    };

    [Fact]
    public async Task ASandboxLeftByAnEarlierTryIsRemovedAndTheTryRepeated()
    {
        await using var fake = await FakeCri.StartAsync();
        var sandboxes = new List<PodSandbox> { Sandbox("left", "uid-1", 2), Sandbox("older", "uid-1", 1) };
        ListSandboxes(fake, sandboxes);
        fake.Answer(CriMethods.StopPodSandbox, _ => new StopPodSandboxResponse());
        fake.Answer(CriMethods.RemovePodSandbox, request =>
        {
            sandboxes.RemoveAll(sandbox => sandbox.Id == request.PodSandboxId);
            return new RemovePodSandboxResponse();
        });
        fake.Answer(CriMethods.RunPodSandbox, _ => sandboxes.Exists(sandbox => sandbox.Metadata.Attempt == 2)
            ? throw new GrpcException(GrpcStatusCode.Unknown, "failed to reserve sandbox name \"x\": name \"x\" is reserved for \"left\"")
            : new RunPodSandboxResponse { PodSandboxId = "new" });
        await using var runtime = await fake.ConnectAsync();

        Assert.Equal("new", await runtime.RunSandboxAsync(_config, CancellationToken.None));
        Assert.Equal("older", Assert.Single(sandboxes).Id);
    }

    [Fact]
    public async Task AContainerWhoseStopSignalNobodyCouldSendIsNotMade()
    {
        await using var fake = await FakeCri.StartAsync();
        var honoured = Signal.RuntimeDefault;
        fake.Answer(CriMethods.CreateContainer, request => new CreateContainerResponse { ContainerId = request.Config.Metadata.Name });
        fake.Answer(CriMethods.ContainerStatus, request => new ContainerStatusResponse
        {
            Status = new ContainerStatus
            {
                Id = request.ContainerId,
                StopSignal = honoured,
                Annotations = { { "io.minikubelet.stopSignal", "SIGUSR1" } },
            },
        });
        fake.Answer(CriMethods.RemoveContainer, _ => new RemoveContainerResponse());
        await using var runtime = await fake.ConnectAsync();
        var container = new MiniKubelet.Runtime.ContainerConfig
        {
            Name = "main", Attempt = 0, Image = "image", UserSpecifiedImage = "image", LogPath = "0.log", StopSignal = "SIGUSR1",
        };

        var refused = await Assert.ThrowsAsync<RuntimeException>(
            () => runtime.CreateContainerAsync("sandbox", container, _config, CancellationToken.None));
        Assert.Equal(RuntimeErrorKind.InvalidArgument, refused.Kind);
        Assert.Contains("SIGUSR1", refused.Message, StringComparison.Ordinal);
        Assert.Equal("RemoveContainer", fake.Calls.Last());

        honoured = Signal.Sigusr1;
        Assert.Equal("main", await runtime.CreateContainerAsync("sandbox", container, _config, CancellationToken.None));
    }

    [Fact]
    public async Task ANameWhoseHolderIsStillBeingMadeAlreadyExists()
    {
        await using var fake = await FakeCri.StartAsync();
        ListSandboxes(fake, []);
        fake.Answer(CriMethods.RunPodSandbox, _ => throw new GrpcException(GrpcStatusCode.Unknown, "name \"x\" is reserved for \"y\""));
        await using var runtime = await fake.ConnectAsync();

        var failure = await Assert.ThrowsAsync<RuntimeException>(() => runtime.RunSandboxAsync(_config, CancellationToken.None));

        Assert.Equal((RuntimeErrorKind.AlreadyExists, "uid-1"), (failure.Kind, failure.Id));
    }

    [Fact]
    public async Task AFailedTryLeavesNoSandbox()
    {
        await using var fake = await FakeCri.StartAsync();
        var removed = new List<string>();
        ListSandboxes(fake, [Sandbox("failed", "uid-1", 2), Sandbox("older", "uid-1", 1), Sandbox("other", "uid-2", 2)]);
        fake.Answer(CriMethods.StopPodSandbox, _ => new StopPodSandboxResponse());
        fake.Answer(CriMethods.RemovePodSandbox, request =>
        {
            removed.Add(request.PodSandboxId);
            return new RemovePodSandboxResponse();
        });
        fake.Answer(CriMethods.RunPodSandbox, _ => throw new GrpcException(GrpcStatusCode.Unknown, "failed to setup network: no"));
        await using var runtime = await fake.ConnectAsync();

        var failure = await Assert.ThrowsAsync<RuntimeException>(() => runtime.RunSandboxAsync(_config, CancellationToken.None));

        Assert.Equal((RuntimeErrorKind.Internal, "failed to setup network: no"), (failure.Kind, failure.Message));
        Assert.Equal(["failed"], removed);
    }

    [Fact]
    public async Task WhatIsKnownAndCannotHaveChangedIsNotAskedForAgain()
    {
        await using var fake = await FakeCri.StartAsync();
        var state = ContainerState.ContainerRunning;
        ListSandboxes(fake, [Sandbox("s", "uid-1", 0)]);
        fake.Answer(CriMethods.PodSandboxStatus, _ => new PodSandboxStatusResponse
        {
            Status = new PodSandboxStatus
            {
                Id = "s",
                Metadata = Metadata("uid-1", 0),
                Network = new PodSandboxNetworkStatus { Ip = "10.0.0.1", AdditionalIps = { new PodIP { Ip = "fd00::1" } } },
            },
        });
        fake.Answer(CriMethods.ListContainers, _ => new ListContainersResponse
        {
            Containers = { new V1Container { Id = "c", PodSandboxId = "s", State = state } },
        });
        fake.Answer(CriMethods.ContainerStatus, _ => new ContainerStatusResponse
        {
            Status = new ContainerStatus { Id = "c", Metadata = new ContainerMetadata { Name = "main" }, State = state, ExitCode = 7, FinishedAt = 1 },
        });
        await using var runtime = await fake.ConnectAsync();

        var first = await runtime.ObservePodAsync("uid-1", CancellationToken.None);
        Assert.Equal(["10.0.0.1", "fd00::1"], first.Sandboxes.Single().Ips);
        Assert.Equal(first, await runtime.ObservePodAsync("uid-1", CancellationToken.None));
        Assert.Equal(first, Assert.Single(await runtime.ObservePodsAsync(CancellationToken.None)));
        Assert.Equal(1, fake.Calls.Count(call => call == "PodSandboxStatus"));
        Assert.Equal(1, fake.Calls.Count(call => call == "ContainerStatus"));

        state = ContainerState.ContainerExited;
        Assert.Equal(7, (await runtime.ObservePodAsync("uid-1", CancellationToken.None)).Containers.Single().ExitCode);
        Assert.Equal(2, fake.Calls.Count(call => call == "ContainerStatus"));
    }

    [Fact]
    public async Task ASandboxIsOnlyOursIfItsMetadataSaySo()
    {
        await using var fake = await FakeCri.StartAsync();
        var forged = Sandbox("forged", "uid-2", 0);
        forged.Labels[RuntimeLabels.PodUid] = "uid-1";
        var foreign = Sandbox("foreign", "uid-3", 0);
        foreign.Labels.Clear();
        ListSandboxes(fake, [forged, foreign]);
        fake.Answer(CriMethods.ListContainers, _ => new ListContainersResponse
        {
            Containers = { new V1Container { Id = "c", PodSandboxId = "forged", Labels = { { RuntimeLabels.PodUid, "uid-1" } } } },
        });
        await using var runtime = await fake.ConnectAsync();

        Assert.Empty(await runtime.ObservePodsAsync(CancellationToken.None));
        Assert.Empty((await runtime.ObservePodAsync("uid-1", CancellationToken.None)).Sandboxes);
    }

    [Fact]
    public async Task ARuntimeThatIsStillStartingIsUnavailable()
    {
        await using var fake = await FakeCri.StartAsync();
        fake.Answer(CriMethods.ListPodSandbox, _ => throw new GrpcException(GrpcStatusCode.Unknown, "server is not initialized yet"));
        fake.Answer(CriMethods.ListContainers, _ => new ListContainersResponse());
        await using var runtime = await fake.ConnectAsync();

        var failure = await Assert.ThrowsAsync<RuntimeException>(() => runtime.ObservePodsAsync(CancellationToken.None));

        Assert.Equal(RuntimeErrorKind.Unavailable, failure.Kind);
    }

    [Fact]
    public async Task WithoutContainerdsEventsThoseOfCriAreRead()
    {
        await using var fake = await FakeCri.StartAsync();
        fake.AnswerStream(CriMethods.GetContainerEvents, new ContainerEventResponse
        {
            ContainerId = "c",
            ContainerEventType = ContainerEventType.ContainerStoppedEvent,
            PodSandboxStatus = new PodSandboxStatus { Metadata = Metadata("uid-1", 0) },
        });
        await using var runtime = await fake.ConnectAsync();

        var events = new List<RuntimeEvent>();
        await foreach (var runtimeEvent in runtime.WatchEventsAsync(CancellationToken.None))
        {
            events.Add(runtimeEvent);
            if (runtimeEvent.Kind != RuntimeEventKind.Resync)
            {
                break;
            }
        }

        Assert.Equal(new RuntimeEvent(RuntimeEventKind.Resync, "", null), events[0]);
        Assert.Equal(new RuntimeEvent(RuntimeEventKind.Stopped, "c", "uid-1"), events[^1]);
    }

    [Theory]
    [InlineData((int)GrpcStatusCode.Unimplemented)]
    [InlineData((int)GrpcStatusCode.Unknown)]
    public async Task ARuntimeWithoutEventsMustBeListedInstead(int code)
    {
        await using var fake = await FakeCri.StartAsync();
        fake.Answer(CriMethods.GetContainerEvents, _ => throw new GrpcException((GrpcStatusCode)code, "events are off"));
        await using var runtime = await fake.ConnectAsync();

        var failure = await Assert.ThrowsAsync<RuntimeException>(async () =>
        {
            await foreach (var _ in runtime.WatchEventsAsync(CancellationToken.None))
            {
            }
        });

        Assert.Equal(RuntimeErrorKind.Unimplemented, failure.Kind);
    }

    private static void ListSandboxes(FakeCri fake, List<PodSandbox> sandboxes) =>
        fake.Answer(CriMethods.ListPodSandbox, _ => new ListPodSandboxResponse { Items = { sandboxes } });

    private static PodSandbox Sandbox(string id, string uid, uint attempt) => new()
    {
        Id = id,
        Metadata = Metadata(uid, attempt),
        Labels = { { RuntimeLabels.PodUid, uid } },
    };

    private static PodSandboxMetadata Metadata(string uid, uint attempt) =>
        new() { Name = "pod", Namespace = "default", Uid = uid, Attempt = attempt };
}
