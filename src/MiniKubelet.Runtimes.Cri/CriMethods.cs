using MiniKubelet.Runtimes.Cri.Containerd;
using MiniKubelet.Runtimes.Cri.Grpc;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>The calls of CRI v1 that are made here.</summary>
internal static class CriMethods
{
    private const string RuntimeService = "/runtime.v1.RuntimeService/";
    private const string ImageService = "/runtime.v1.ImageService/";

    public static readonly GrpcMethod<VersionRequest, VersionResponse> Version =
        new(RuntimeService + nameof(Version), VersionResponse.Parser);

    public static readonly GrpcMethod<StatusRequest, StatusResponse> Status =
        new(RuntimeService + nameof(Status), StatusResponse.Parser);

    public static readonly GrpcMethod<RunPodSandboxRequest, RunPodSandboxResponse> RunPodSandbox =
        new(RuntimeService + nameof(RunPodSandbox), RunPodSandboxResponse.Parser);

    public static readonly GrpcMethod<StopPodSandboxRequest, StopPodSandboxResponse> StopPodSandbox =
        new(RuntimeService + nameof(StopPodSandbox), StopPodSandboxResponse.Parser);

    public static readonly GrpcMethod<RemovePodSandboxRequest, RemovePodSandboxResponse> RemovePodSandbox =
        new(RuntimeService + nameof(RemovePodSandbox), RemovePodSandboxResponse.Parser);

    public static readonly GrpcMethod<ListPodSandboxRequest, ListPodSandboxResponse> ListPodSandbox =
        new(RuntimeService + nameof(ListPodSandbox), ListPodSandboxResponse.Parser);

    public static readonly GrpcMethod<PodSandboxStatusRequest, PodSandboxStatusResponse> PodSandboxStatus =
        new(RuntimeService + nameof(PodSandboxStatus), PodSandboxStatusResponse.Parser);

    public static readonly GrpcMethod<CreateContainerRequest, CreateContainerResponse> CreateContainer =
        new(RuntimeService + nameof(CreateContainer), CreateContainerResponse.Parser);

    public static readonly GrpcMethod<StartContainerRequest, StartContainerResponse> StartContainer =
        new(RuntimeService + nameof(StartContainer), StartContainerResponse.Parser);

    public static readonly GrpcMethod<StopContainerRequest, StopContainerResponse> StopContainer =
        new(RuntimeService + nameof(StopContainer), StopContainerResponse.Parser);

    public static readonly GrpcMethod<RemoveContainerRequest, RemoveContainerResponse> RemoveContainer =
        new(RuntimeService + nameof(RemoveContainer), RemoveContainerResponse.Parser);

    public static readonly GrpcMethod<ListContainersRequest, ListContainersResponse> ListContainers =
        new(RuntimeService + nameof(ListContainers), ListContainersResponse.Parser);

    public static readonly GrpcMethod<ContainerStatusRequest, ContainerStatusResponse> ContainerStatus =
        new(RuntimeService + nameof(ContainerStatus), ContainerStatusResponse.Parser);

    public static readonly GrpcMethod<ExecSyncRequest, ExecSyncResponse> ExecSync =
        new(RuntimeService + nameof(ExecSync), ExecSyncResponse.Parser);

    public static readonly GrpcMethod<GetEventsRequest, ContainerEventResponse> GetContainerEvents =
        new(RuntimeService + nameof(GetContainerEvents), ContainerEventResponse.Parser);

    public static readonly GrpcMethod<ImageStatusRequest, ImageStatusResponse> ImageStatus =
        new(ImageService + nameof(ImageStatus), ImageStatusResponse.Parser);

    public static readonly GrpcMethod<PullImageRequest, PullImageResponse> PullImage =
        new(ImageService + nameof(PullImage), PullImageResponse.Parser);
}

/// <summary>The calls to containerd's own services.</summary>
internal static class ContainerdMethods
{
    /// <summary>The containerd namespace that holds what CRI makes.</summary>
    public const string KubernetesNamespace = "k8s.io";

    /// <summary>A namespace in which nothing lives, for the events that we send to ourselves.</summary>
    public const string OwnNamespace = "minikubelet";

    private const string EventService = "/containerd.services.events.v1.Events/";
    private const string TaskService = "/containerd.services.tasks.v1.Tasks/";

    private static readonly KeyValuePair<string, string> InKubernetes = new("containerd-namespace", KubernetesNamespace);

    public static readonly GrpcMethod<SubscribeRequest, Envelope> Subscribe =
        new(EventService + nameof(Subscribe), Envelope.Parser);

    public static readonly GrpcMethod<PublishRequest, PublishResponse> Publish =
        new(EventService + nameof(Publish), PublishResponse.Parser)
        {
            Metadata = new("containerd-namespace", OwnNamespace),
        };

    /// <summary>Sends a signal to a container's first process.</summary>
    public static readonly GrpcMethod<TaskKillRequest, TaskKillResponse> Kill =
        new(TaskService + nameof(Kill), TaskKillResponse.Parser) { Metadata = InKubernetes };

    /// <summary>Answers when that process has ended.</summary>
    public static readonly GrpcMethod<TaskWaitRequest, TaskWaitResponse> Wait =
        new(TaskService + nameof(Wait), TaskWaitResponse.Parser) { Metadata = InKubernetes };
}
