namespace MiniKubelet.Agent.Pods;

/// <summary>A sandbox or container could not be started; the reason is the word its status shows.</summary>
public sealed class PodStartException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kubelet's word, such as <c>CreateContainerError</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>When to try again; null for the usual back-off.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
