using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Admission;

/// <summary>
/// What a whole pod asks for: the greater of what its app containers and sidecars need together, and what any init container needs
/// beside the sidecars started before it; plus the overhead (kubernetes/component-helpers/resource). By resource.
/// </summary>
public static class PodRequests
{
    /// <summary>The requests of a pod; those of a defaulted pod have the limits in them where nothing else is said.</summary>
    public static EquatableMap<Quantity> Of(PodSpec spec)
    {
        var together = new Dictionary<string, Quantity>();
        var sidecars = new Dictionary<string, Quantity>();
        var most = new Dictionary<string, Quantity>();
        foreach (var (container, role) in spec.InStartOrder())
        {
            switch (role)
            {
                case ContainerRole.App:
                    Add(together, container.Resources.Requests);
                    break;
                case ContainerRole.Sidecar:
                    Add(together, container.Resources.Requests);
                    Add(sidecars, container.Resources.Requests);
                    break;
                case ContainerRole.Init:
                    var beside = new Dictionary<string, Quantity>(sidecars);
                    Add(beside, container.Resources.Requests);
                    Raise(most, beside);
                    break;
            }
        }

        Raise(most, together);
        Add(most, spec.Overhead);
        return most.ToEquatableMap();
    }

    private static void Add(Dictionary<string, Quantity> sums, EquatableMap<Quantity> amounts)
    {
        foreach (var (resource, amount) in amounts)
        {
            sums[resource] = sums.GetValueOrDefault(resource) + amount;
        }
    }

    private static void Raise(Dictionary<string, Quantity> most, Dictionary<string, Quantity> amounts)
    {
        foreach (var (resource, amount) in amounts)
        {
            most[resource] = most.TryGetValue(resource, out var known) && known >= amount ? known : amount;
        }
    }
}
