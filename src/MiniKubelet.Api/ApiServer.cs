using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using MiniKubelet.Agent.Logs;
using MiniKubelet.Agent.Metrics;
using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Discovery;
using MiniKubelet.Api.Health;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Kubelet;
using MiniKubelet.Api.Logs;
using MiniKubelet.Api.Pki;
using MiniKubelet.Api.Resources;
using MiniKubelet.Runtime;

namespace MiniKubelet.Api;

/// <summary>
/// Serves the Kubernetes API and the kubelet's endpoints. Reads the stores, the metrics and the runtime's logs; writes only the
/// certificates and the kubeconfig.
/// </summary>
public sealed class ApiServer : IAsyncDisposable
{
    private readonly ApiServerOptions _options;
    private readonly ServingIdentity _identity;
    private readonly ILogger _logger;
    private readonly WebApplication _web;
    private readonly CancellationTokenSource _stopping = new();
    private Task _renewal = Task.CompletedTask;

    /// <summary>Prepares everything but listens to nothing yet. Throws <see cref="ApiServerException"/> when a certificate that was
    /// given cannot be used.</summary>
    public ApiServer(
        ApiServerOptions options,
        StatusStore status,
        IContainerRuntime runtime,
        KubeletMetrics metrics,
        IReadOnlyList<HealthCheck> healthChecks,
        TimeProvider time,
        ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        _options = options;
        _logger = loggerFactory.CreateLogger<ApiServer>();
        _identity = new ServingIdentity(options, time, _logger);

        var logs = new PodLogs(runtime);
        var catalogue = new ResourceCatalogue(status, time);
        var health = new HealthRoutes(healthChecks);
        var kubelet = new KubeletRoutes(status, runtime, logs, metrics, time);
        Router secure = new(), healthz = new(), readOnly = new();
        new ResourceRoutes(catalogue, new PodLogRoute(status, logs, time)).Map(secure);
        new DiscoveryRoutes(catalogue).Map(secure);
        new VersionRoutes(options.KubernetesVersion).Map(secure);
        health.Map(secure);
        kubelet.Map(secure);
        health.MapHealthz(healthz);
        health.MapHealthz(readOnly);
        kubelet.MapReadOnly(readOnly);

        _web = KestrelHost.Build(options, _identity, loggerFactory);
        var pipeline = new ApiPipeline(secure, healthz, readOnly, _logger, _stopping.Token);
        _web.Run(pipeline.InvokeAsync);
    }

    /// <summary>The address of the TLS port as clients on this machine reach it; known once it is started.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Listens on all ports and writes the kubeconfig. Throws <see cref="ApiServerException"/> when a port is taken.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _web.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            // Kestrel's words name the address and the port.
            throw new ApiServerException($"cannot listen: {e.Message}", e);
        }

        var port = KestrelHost.SecurePort(_web);
        var host = _options.Address.Equals(IPAddress.Any) || _options.Address.Equals(IPAddress.IPv6Any)
            ? IPAddress.Loopback : _options.Address;
        Address = new UriBuilder(Uri.UriSchemeHttps, host.ToString(), port).Uri;
        var server = Address.GetLeftPart(UriPartial.Authority);
        _identity.PublishKubeconfig(server);
        _renewal = _identity.KeepFreshAsync(_stopping.Token);
        ApiLog.Serving(_logger, server, _options.KubeconfigPath);
    }

    /// <summary>Ends watches and followed logs, lets other requests finish for a moment, and closes all ports.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _web.StopAsync(cancellationToken).ConfigureAwait(false);
        await _renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }
}
