using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Admission;

/// <summary>What a pod that asks to be let in has to show for itself; who has more is heard first.</summary>
public enum AdmissionClaim
{
    /// <summary>It was let in by an earlier run of the daemon, and is not rejected any more (kubernetes#123859).</summary>
    Admitted,

    /// <summary>It takes the place of a pod of its name: an edit must not lose its place to a pod that waited for it.</summary>
    Successor,

    /// <summary>It is new, or was rejected before.</summary>
    None,
}

/// <summary>A pod that asks to be let in.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Claim">What it has to show for itself.</param>
public sealed record AdmissionCandidate(Pod Pod, AdmissionClaim Claim);

/// <summary>What became of a candidate.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Rejection">Null when it was let in.</param>
public sealed record AdmissionDecision(Pod Pod, PodRejection? Rejection);

/// <summary>
/// Decides on several pods at once, each in the light of those before: by claim, then by priority, the higher first, then by name.
/// The same pods on the same node always get the same answer, whatever order their manifests were found in.
/// </summary>
public static class AdmissionRound
{
    /// <summary>The decisions, in the order in which they were made.</summary>
    /// <param name="candidates">The pods that ask.</param>
    /// <param name="holding">The pods that hold their place already.</param>
    /// <param name="node">This node.</param>
    public static IReadOnlyList<AdmissionDecision> Decide(
        IEnumerable<AdmissionCandidate> candidates, IEnumerable<Pod> holding, NodeSettings node)
    {
        var inside = holding.ToList();
        var decisions = new List<AdmissionDecision>();
        var ordered = candidates
            .OrderBy(candidate => candidate.Claim)
            .ThenByDescending(candidate => PodPriority.Of(candidate.Pod.Spec))
            .ThenBy(candidate => candidate.Pod.FullName(), StringComparer.Ordinal);
        foreach (var (pod, claim) in ordered)
        {
            var rejection = claim == AdmissionClaim.Admitted ? null : PodAdmission.Check(pod, inside, node);
            decisions.Add(new AdmissionDecision(pod, rejection));
            if (rejection is null)
            {
                inside.Add(pod);
            }
        }

        return decisions;
    }
}
