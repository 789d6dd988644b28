using MiniKubelet.Agent.Tests.Linux;
using MiniKubelet.Agent.Volumes;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Tests.Volumes;

/// <summary>A pods' directory on the real kernel, and pods with volumes.</summary>
public abstract class VolumeTest : IDisposable
{
    protected const long NodeMemory = 64 << 20;
    protected const string Uid = "11111111-2222-3333-4444-555555555555";

    private protected TempDirectory Temp { get; } = new();

    protected VolumeMounter Mounter { get; private set; }

    protected VolumeTest() => Mounter = NewDaemon();

    public void Dispose()
    {
        Temp.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string PodPath(string path) => Temp[$"pods/{Uid}/{path}"];

    /// <summary>The daemon again, after a restart: it remembers nothing.</summary>
    protected VolumeMounter NewDaemon() => Mounter = new VolumeMounter(Temp["pods"], NodeMemory);

    protected static Pod PodWith(params Volume[] volumes) => new()
    {
        Metadata = new ObjectMeta { Name = "p", Namespace = "default", Uid = Uid },
        Spec = new PodSpec { Volumes = [.. volumes], Containers = [new Container { Name = "c" }] },
    };

    protected static Volume EmptyDir(string name, string? medium = null, string? sizeLimit = null) => new()
    {
        Name = name,
        EmptyDir = new EmptyDirVolumeSource { Medium = medium, SizeLimit = sizeLimit is null ? null : Quantity.Parse(sizeLimit) },
    };

    protected static Volume HostPath(string name, string path, string? type = null) => new()
    {
        Name = name,
        HostPath = new HostPathVolumeSource { Path = path, Type = type },
    };

    protected string MountOne(Volume volume) => Mounter.Mount(PodWith(volume)).HostPaths[volume.Name];
}
