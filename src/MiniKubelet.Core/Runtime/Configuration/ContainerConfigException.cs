namespace MiniKubelet.Runtime.Configuration;

/// <summary>A pod cannot be turned into a configuration for the runtime; the reason and the message go into its status.</summary>
public sealed class ContainerConfigException : Exception
{
    /// <summary>The reason of a container that waits for its configuration.</summary>
    public const string ContainerReason = "CreateContainerConfigError";

    /// <summary>The reason of a sandbox that cannot be configured.</summary>
    public const string SandboxReason = "ConfigPodSandboxError";

    /// <summary>A container that cannot be configured.</summary>
    public ContainerConfigException(string message)
        : this(ContainerReason, message)
    {
    }

    /// <summary>Anything that cannot be configured.</summary>
    public ContainerConfigException(string reason, string message)
        : base(message) => Reason = reason;

    /// <summary>The kubelet's word for it.</summary>
    public string Reason { get; }
}
