using System.Globalization;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>
/// The name we give a Docker container: <c>k8s_container_pod_namespace_uid_attempt</c> (cri-dockerd's form). Docker keeps names
/// unique and no image can choose one, so a name, unlike a label, says whose a container is.
/// </summary>
/// <param name="Container">The container in the pod; <see cref="Sandbox"/> for the sandbox.</param>
/// <param name="Pod">The pod's name.</param>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Uid">The pod's UID.</param>
/// <param name="Attempt">Counts the instances, from 0.</param>
internal sealed record ObjectName(string Container, string Pod, string Namespace, string Uid, int Attempt)
{
    /// <summary>Upper case, so that no container of a pod can be called so.</summary>
    public const string Sandbox = "POD";

    private const string Prefix = "k8s";

    public bool IsSandbox => Container == Sandbox;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}_{Container}_{Pod}_{Namespace}_{Uid}_{Attempt}");

    /// <summary>Reads a name, with or without the slash that Docker puts before it; null if it is not one of ours.</summary>
    public static ObjectName? TryParse(string name)
    {
        var parts = name.TrimStart('/').Split('_');
        return parts is [Prefix, { Length: > 0 } container, { Length: > 0 } pod, { Length: > 0 } ns, { Length: > 0 } uid, var last]
            && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new ObjectName(container, pod, ns, uid, attempt)
            : null;
    }
}
