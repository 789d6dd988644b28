using MiniKubelet.Agent.Status;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Resources;

/// <summary>All resources that are served; discovery and routing both read it.</summary>
internal sealed class ResourceCatalogue
{
    private readonly Dictionary<(string Group, string Version, string Resource), ResourceEndpoint> _endpoints;

    internal ResourceCatalogue(StatusStore status, TimeProvider time)
    {
        Endpoints =
        [
            new ResourceEndpoint<ConfigMap>(CoreKinds.ConfigMaps(status.ConfigMaps), time),
            new ResourceEndpoint<Event>(EventKinds.Core(status.Events), time),
            new ResourceEndpoint<Namespace>(CoreKinds.Namespaces(status.Namespaces), time),
            new ResourceEndpoint<Node>(CoreKinds.Nodes(status.Nodes), time),
            new ResourceEndpoint<Pod>(CoreKinds.Pods(status.Pods), time),
            new ResourceEndpoint<Secret>(CoreKinds.Secrets(status.Secrets), time),
            new ResourceEndpoint<Service>(CoreKinds.Services(status.Services), time),
            new ResourceEndpoint<Event>(EventKinds.EventsGroup(status.Events), time),
        ];
        _endpoints = Endpoints.ToDictionary(e => (e.Resource.Group, e.Resource.Version, e.Resource.Name));
    }

    /// <summary>In the order of discovery: core first.</summary>
    internal IReadOnlyList<ResourceEndpoint> Endpoints { get; }

    /// <summary>Who serves a resource; null when nobody does.</summary>
    internal ResourceEndpoint? Find(string group, string version, string resource) =>
        _endpoints.GetValueOrDefault((group, version, resource));
}
