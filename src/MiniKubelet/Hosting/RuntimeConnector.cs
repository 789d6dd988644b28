using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri;
using MiniKubelet.Runtimes.Docker;

namespace MiniKubelet.Hosting;

/// <summary>Finds the runtime behind a socket by asking which protocol it speaks.</summary>
internal static class RuntimeConnector
{
    // The order in which a machine's own runtime is looked for when none is named.
    private static readonly string[] WellKnown =
    [
        "/run/containerd/containerd.sock",
        "/run/crio/crio.sock",
        "/run/docker.sock",
    ];

    /// <summary>The runtime at the endpoint, or the first well-known one that answers. Throws <see cref="RuntimeException"/>.</summary>
    public static async Task<IContainerRuntime> ConnectAsync(string? endpoint, TimeProvider time, CancellationToken cancellationToken)
    {
        if (endpoint is not null)
        {
            return await ConnectToAsync(PathOf(endpoint), time, cancellationToken).ConfigureAwait(false);
        }

        var problems = new List<string>();
        foreach (var socket in WellKnown)
        {
            try
            {
                return await ConnectToAsync(socket, time, cancellationToken).ConfigureAwait(false);
            }
            catch (RuntimeException e)
            {
                problems.Add(e.Message);
            }
        }

        throw new RuntimeException(RuntimeErrorKind.Unavailable, "",
            $"no container runtime answers ({string.Join("; ", problems)}); name one with --container-runtime-endpoint");
    }

    /// <summary>The path in a <c>unix://</c> endpoint; a plain path is one too.</summary>
    public static string PathOf(string endpoint)
    {
        var path = endpoint.StartsWith("unix://", StringComparison.Ordinal) ? endpoint["unix://".Length..] : endpoint;
        return path.StartsWith('/')
            ? path
            : throw new DaemonException($"container runtime endpoint \"{endpoint}\": expected unix:///path/to/socket");
    }

    private static async Task<IContainerRuntime> ConnectToAsync(string socket, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await CriEndpoint.AnswersAsync(socket, time, cancellationToken).ConfigureAwait(false))
        {
            return await CriRuntime.ConnectAsync(socket, time, cancellationToken).ConfigureAwait(false);
        }

        return await DockerEndpoint.AnswersAsync(socket, time, cancellationToken).ConfigureAwait(false)
            ? new DockerRuntime(socket, time)
            : throw new RuntimeException(RuntimeErrorKind.Unavailable, socket,
                $"{socket}: what listens there is neither a CRI v1 runtime nor Docker");
    }
}
