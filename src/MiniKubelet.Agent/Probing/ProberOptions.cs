namespace MiniKubelet.Agent.Probing;

/// <summary>What the <see cref="Prober"/> must know of the node, and its bounds.</summary>
public sealed record ProberOptions
{
    /// <summary>Where probes of pods with the host's network dial.</summary>
    public string NodeIp { get; init; } = "127.0.0.1";

    /// <summary>What HTTP and gRPC probes call themselves: <c>kube-probe/major.minor</c>.</summary>
    public string UserAgent { get; init; } = "kube-probe/1.35";

    /// <summary>How many exec probes run at once; each costs the runtime a process. 200 a second of 300 ms each fit.</summary>
    public int MaxExecProbes { get; init; } = 64;

    /// <summary>How many network probes run at once; each costs a socket. 200 a second fit though every one hangs for its second.</summary>
    public int MaxNetworkProbes { get; init; } = 256;
}
