using MiniKubelet.Agent.Probing;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Pods;

/// <summary>A lifecycle hook failed.</summary>
public sealed class LifecycleHookException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Runs postStart and preStop handlers: exec, httpGet (any answer counts, only the transport can fail) and sleep
/// (kubernetes/pkg/kubelet/lifecycle/handlers.go).
/// </summary>
public sealed class LifecycleHooks(IContainerRuntime runtime, TimeProvider time)
{
    private const string UserAgent = "kube-lifecycle/1.35";
    private const int OutputLimit = 10 * 1024;

    // What a timer can hold is less than a pod may ask for.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    /// <summary>Runs a handler; over its time is a failure. Throws <see cref="LifecycleHookException"/>.</summary>
    public async Task RunAsync(
        LifecycleHandler hook, Container container, string containerId, string podIp, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hook);
        using var timer = new CancellationTokenSource(timeout < LongestTimeout ? timeout : LongestTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            if (hook.Exec is { } exec)
            {
                await ExecAsync(exec, containerId, timeout, both.Token).ConfigureAwait(false);
            }
            else if (hook.HttpGet is { } get)
            {
                await GetAsync(get, container, podIp, both.Token).ConfigureAwait(false);
            }
            else if (hook.Sleep is { } sleep)
            {
                await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), time, both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LifecycleHookException($"did not finish within {GoDuration.Format(timeout)}", e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or LifecycleHookException))
        {
            // Whatever a handler does, a host name that is none included: a hook must not keep its container from being stopped.
            throw new LifecycleHookException(e.Message, e);
        }
    }

    private async Task ExecAsync(ExecAction exec, string containerId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var result = await runtime.ExecAsync(containerId, exec.Command, timeout, OutputLimit, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            var command = string.Join(' ', exec.Command);
            throw new LifecycleHookException($"command '{command}' exited with {result.ExitCode}: {result.Output}");
        }
    }

    // The request is a probe's, under another name; whatever the answer says, the hook has been heard.
    private static async Task GetAsync(HTTPGetAction get, Container container, string podIp, CancellationToken cancellationToken)
    {
        var port = get.Port.Name is { } name
            ? container.Ports.FirstOrDefault(p => p.Name == name)?.Port
                ?? throw new LifecycleHookException($"container {container.Name} has no port named {name}")
            : get.Port.Number;
        var url = HttpProbe.Url(get, string.IsNullOrEmpty(get.Host) ? podIp : get.Host, port);
        var host = get.HttpHeaders.FirstOrDefault(h => h.Name.Equals("Host", StringComparison.OrdinalIgnoreCase))?.Value;
        using var client = ProbeHttpClient.Make();
        using var request = HttpProbeRequest.Make(url, string.IsNullOrEmpty(host) ? null : host, get.HttpHeaders, UserAgent);
        using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
