namespace MiniKubelet.Admission;

/// <summary>Why a pod may not run here now.</summary>
/// <param name="Reason">The kubelet's word, such as <c>NodePorts</c> or <c>OutOfcpu</c>.</param>
/// <param name="Message">In the kubelet's words, without the <c>Pod was rejected: </c> that goes before them in the pod's status.</param>
public sealed record PodRejection(string Reason, string Message);
