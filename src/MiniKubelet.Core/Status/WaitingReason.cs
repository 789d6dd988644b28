namespace MiniKubelet.Status;

/// <summary>Why a container waits.</summary>
/// <param name="Reason">The kubelet's word, such as <c>CrashLoopBackOff</c> or <c>ErrImagePull</c>.</param>
/// <param name="Message">In words; may be empty.</param>
public sealed record WaitingReason(string Reason, string Message);
