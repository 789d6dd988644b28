using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Tables;

/// <summary>Nodes as kubectl prints them.</summary>
internal static class NodeTable
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    internal static Table<Node> Table { get; } = new(
        [
            new("Name", Format: "name"),
            new("Status"),
            new("Roles"),
            new("Age"),
            new("Version"),
            new("Internal-IP", Wide: true),
            new("External-IP", Wide: true),
            new("OS-Image", Wide: true),
            new("Kernel-Version", Wide: true),
            new("Container-Runtime", Wide: true),
        ],
        static (node, now) =>
        [
            node.Metadata.Name,
            Status(node),
            Roles(node),
            HumanDuration.Since(node.Metadata.CreationTimestamp, now),
            node.Status.NodeInfo?.KubeletVersion ?? "",
            Address(node, "InternalIP"),
            Address(node, "ExternalIP"),
            OrUnknown(node.Status.NodeInfo?.OsImage),
            OrUnknown(node.Status.NodeInfo?.KernelVersion),
            OrUnknown(node.Status.NodeInfo?.ContainerRuntimeVersion),
        ]);

    private static string Status(Node node)
    {
        var ready = node.Status.Conditions.FirstOrDefault(c => c.Type == "Ready");
        var status = ready is null ? "Unknown" : ready.Status == ConditionStatus.True ? "Ready" : "NotReady";
        return node.Spec.Unschedulable ? status + ",SchedulingDisabled" : status;
    }

    private static string Roles(Node node)
    {
        var roles = node.Metadata.Labels
            .Select(l => l.Key.StartsWith(RolePrefix, StringComparison.Ordinal) ? l.Key[RolePrefix.Length..]
                : l.Key == "kubernetes.io/role" ? l.Value : "")
            .Where(r => r.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        return roles.Count == 0 ? "<none>" : string.Join(',', roles);
    }

    private static string Address(Node node, string type) =>
        node.Status.Addresses.FirstOrDefault(a => a.Type == type)?.Address ?? "<none>";

    private static string OrUnknown(string? text) => string.IsNullOrEmpty(text) ? "<unknown>" : text;
}
