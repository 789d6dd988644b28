namespace MiniKubelet.Agent.Images;

/// <summary>The image cannot be had.</summary>
public sealed class ImageException(string reason, string message) : Exception(message)
{
    /// <summary>The kubelet's word: <c>ErrImagePull</c>, <c>ErrImageNeverPull</c>, <c>InvalidImageName</c>, …</summary>
    public string Reason { get; } = reason;

    /// <summary>What was wrong, as the pull itself put it: the text of the event.</summary>
    public string PullError { get; init; } = message;
}
