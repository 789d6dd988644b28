using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Probing;

/// <summary>Runs a probe once, whatever its kind. Stateless; all dialing is from the host's network namespace.</summary>
internal sealed class ProbeHandlers(IContainerRuntime runtime, TimeProvider time, string userAgent)
{
    /// <summary>An error, unlike a failure, is tried again at once, this often in all (prober.go maxProbeRetries).</summary>
    private const int Tries = 3;

    /// <summary>Runs the probe. Throws only <see cref="OperationCanceledException"/> for <paramref name="cancellationToken"/>.</summary>
    public async Task<ProbeReport> RunAsync(ProbeTarget target, CancellationToken cancellationToken)
    {
        ProbeReport report;
        var tries = 0;
        do
        {
            report = await RunOnceAsync(target, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (report.Outcome == ProbeOutcome.Error && ++tries < Tries);
        return report;
    }

    private async Task<ProbeReport> RunOnceAsync(ProbeTarget target, CancellationToken cancellationToken)
    {
        var probe = target.Probe;
        var timeout = ProbeSettings.Of(probe).Timeout;
        return probe switch
        {
            { Exec: { } exec } => await ExecProbe.RunAsync(runtime, target, exec, timeout, cancellationToken),
            { HttpGet: { } get } => await RunHttpAsync(target, get, timeout, cancellationToken),
            { TcpSocket: { } tcp } => await RunTcpAsync(target, tcp, timeout, cancellationToken),
            { Grpc: { } grpc } => await RunGrpcAsync(target, grpc, timeout, cancellationToken),
            _ => ProbeReport.Error($"missing probe handler for container {target.Container.Name}"),
        };
    }

    private async Task<ProbeReport> RunHttpAsync(
        ProbeTarget target, HTTPGetAction get, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (target.Port(get.Port) is not { } port)
        {
            return NoSuchPort(get.Port);
        }

        return Host(get.Host, target) is { } host
            ? await HttpProbe.RunAsync(HttpProbe.Url(get, host, port), get.HttpHeaders, userAgent, timeout, time, cancellationToken)
            : NoAddress;
    }

    private async Task<ProbeReport> RunTcpAsync(
        ProbeTarget target, TCPSocketAction tcp, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (target.Port(tcp.Port) is not { } port)
        {
            return NoSuchPort(tcp.Port);
        }

        return Host(tcp.Host, target) is { } host
            ? await TcpProbe.RunAsync(host, port, timeout, time, cancellationToken)
            : NoAddress;
    }

    private async Task<ProbeReport> RunGrpcAsync(
        ProbeTarget target, GRPCAction grpc, TimeSpan timeout, CancellationToken cancellationToken) =>
        target.Host is { } host
            ? await GrpcProbe.RunAsync(host, grpc.Port, grpc.Service ?? "", userAgent, timeout, time, cancellationToken)
            : NoAddress;

    private static string? Host(string? wanted, ProbeTarget target) => string.IsNullOrEmpty(wanted) ? target.Host : wanted;

    private static ProbeReport NoSuchPort(IntOrString port) => ProbeReport.Error($"no such port: {port}");

    private static ProbeReport NoAddress => ProbeReport.Error("the pod has no address yet");
}
