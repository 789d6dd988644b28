using MiniKubelet.Probing;

namespace MiniKubelet.Agent.Probing;

/// <summary>What one run of a probe brought.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">In words, for the event; for an exec probe what the command printed.</param>
/// <param name="State">Of an error: the result it stands for in the kubelet's words, <c>unknown</c> or <c>failure</c>. Neither
/// changes anything.</param>
internal readonly record struct ProbeReport(ProbeOutcome Outcome, string Message, string State = "")
{
    /// <summary>The container is well.</summary>
    public static ProbeReport Success { get; } = new(ProbeOutcome.Success, "");

    /// <summary>The container is not well.</summary>
    public static ProbeReport Failure(string message) => new(ProbeOutcome.Failure, message);

    /// <summary>The probe could not be made.</summary>
    public static ProbeReport Error(string message) => new(ProbeOutcome.Error, message, "unknown");

    /// <summary>The probe broke off when the container had answered already.</summary>
    public static ProbeReport BrokenOff(string message) => new(ProbeOutcome.Error, message, "failure");
}
