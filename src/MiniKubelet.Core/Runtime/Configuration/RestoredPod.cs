using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Observation;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>
/// A pod of which only the runtime still knows: what the annotations of its containers tell, which is enough to end it as it wanted
/// (kuberuntime_container.go restoreSpecsFromContainerLabels). No image can forge them on either runtime.
/// </summary>
public static class RestoredPod
{
    /// <summary>The pod: its name, its grace, its containers; init containers that run are taken for sidecars.</summary>
    public static Pod Of(PodObservation observed)
    {
        var newest = observed.Containers.DistinctBy(c => c.Name).Reverse().ToList();
        return new Pod
        {
            Metadata = new ObjectMeta { Name = observed.Name, Namespace = observed.Namespace, Uid = observed.Uid },
            Spec = new PodSpec
            {
                TerminationGracePeriodSeconds = newest.Select(GracePeriod).FirstOrDefault(seconds => seconds is not null),
                InitContainers = newest.Where(IsInit).Select(c => ContainerOf(c) with { RestartPolicy = RestartPolicy.Always })
                    .ToEquatableArray(),
                Containers = newest.Where(c => !IsInit(c)).Select(ContainerOf).ToEquatableArray(),
            },
        };
    }

    /// <summary>A container, as far as stopping it needs to know it.</summary>
    public static Container ContainerOf(ContainerObservation instance) => new()
    {
        Name = instance.Name,
        Image = instance.Image,
        Ports = Read<EquatableArray<ContainerPort>>(instance, RuntimeAnnotations.Ports) ?? [],
        Lifecycle = Read<LifecycleHandler>(instance, RuntimeAnnotations.PreStopHandler) is { } hook ? new Lifecycle { PreStop = hook } : null,
    };

    private static bool IsInit(ContainerObservation instance) =>
        instance.Annotations.TryGetValue(RuntimeAnnotations.ContainerType, out var type) && type == "init";

    private static long? GracePeriod(ContainerObservation instance) =>
        instance.Annotations.TryGetValue(RuntimeAnnotations.PodTerminationGracePeriod, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : null;

    // An older version of the daemon, or a later one, may have written something else.
    private static T? Read<T>(ContainerObservation instance, string annotation)
        where T : class
    {
        try
        {
            return instance.Annotations.TryGetValue(annotation, out var json)
                ? KubernetesJson.Deserialize<T>(Encoding.UTF8.GetBytes(json))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
