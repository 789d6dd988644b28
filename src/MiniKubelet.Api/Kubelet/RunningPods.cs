using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;

namespace MiniKubelet.Api.Kubelet;

/// <summary>What the runtime runs, in the form of pods: names, UIDs and images, nothing else (the kubelet's /runningpods/).</summary>
internal static class RunningPods
{
    internal static IEnumerable<Pod> From(IEnumerable<PodObservation> observed) => observed
        .Select(pod => new Pod
        {
            Metadata = new ObjectMeta { Name = pod.Name, Namespace = pod.Namespace, Uid = pod.Uid },
            Spec = new PodSpec
            {
                Containers = pod.Containers.Where(c => c.State == RunState.Running)
                    .Select(c => new Container { Name = c.Name, Image = c.Image }).ToEquatableArray(),
            },
        })
        .Where(pod => pod.Spec.Containers.Count > 0);
}
