using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// Where things of a pod lie on this machine; the kubelet's layout.
/// </summary>
/// <param name="RootDirectory">The daemon's state, such as <c>/var/lib/minikubelet</c>.</param>
/// <param name="LogsDirectory">The containers' logs, such as <c>/var/log/pods</c>.</param>
public sealed record PodFiles(string RootDirectory, string LogsDirectory)
{
    /// <summary>Where all pods' directories are.</summary>
    public string Pods => Path.Join(RootDirectory, "pods");

    /// <summary>The pod's own directory.</summary>
    public string PodDirectory(string uid) => Path.Join(Pods, uid);

    /// <summary>The pod as it was last accepted.</summary>
    public string Checkpoint(string uid) => Path.Join(PodDirectory(uid), "pod.json");

    /// <summary>The name of the manifest file that the accepted pod came from.</summary>
    public string ManifestName(string uid) => Path.Join(PodDirectory(uid), "manifest");

    /// <summary>What is remembered of the pod.</summary>
    public string History(string uid) => Path.Join(PodDirectory(uid), "history.json");

    /// <summary>The hosts file that its containers see.</summary>
    public string EtcHosts(string uid) => Path.Join(PodDirectory(uid), "etc-hosts");

    /// <summary>The directory of the pod's logs.</summary>
    public string PodLogs(ObjectMeta pod) => Path.Join(LogsDirectory, $"{pod.Namespace}_{pod.Name}_{pod.Uid}");
}
