using System.Diagnostics.CodeAnalysis;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Probing;

/// <summary>Bounds how many probes run at once. Exec probes have their own bound, so that a slow runtime holds up no others.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim holds nothing until its wait handle is asked for.")]
internal sealed class ProbeSlots(ProberOptions options)
{
    private readonly SemaphoreSlim _exec = new(options.MaxExecProbes);
    private readonly SemaphoreSlim _network = new(options.MaxNetworkProbes);

    /// <summary>The slots for a probe. Waiting for one is not part of the probe's timeout.</summary>
    public SemaphoreSlim For(Probe probe) => probe.Exec is null ? _network : _exec;
}
