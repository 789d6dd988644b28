using System.Globalization;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Tables;

/// <summary>The kinds that print in one line of code.</summary>
internal static class PlainTables
{
    internal static Table<Namespace> Namespaces { get; } = new(
        [new("Name", Format: "name"), new("Status"), new("Age")],
        static (item, now) => [item.Metadata.Name, item.Status.Phase?.ToString() ?? "", Age(item, now)]);

    internal static Table<ConfigMap> ConfigMaps { get; } = new(
        [new("Name", Format: "name"), new("Data"), new("Age")],
        static (item, now) => [item.Metadata.Name, Number(item.Data.Count + item.BinaryData.Count), Age(item, now)]);

    internal static Table<Secret> Secrets { get; } = new(
        [new("Name", Format: "name"), new("Type"), new("Data"), new("Age")],
        static (item, now) => [item.Metadata.Name, item.Type ?? "Opaque", Number(item.Data.Count), Age(item, now)]);

    internal static Table<Service> Services { get; } = new(
        [
            new("Name", Format: "name"), new("Type"), new("Cluster-IP"), new("External-IP"), new("Port(s)"), new("Age"),
            new("Selector", Wide: true),
        ],
        static (item, now) =>
        [
            item.Metadata.Name,
            (item.Spec.Type ?? ServiceType.ClusterIP).ToString(),
            item.Spec.ClusterIP ?? "<none>",
            item.Spec.ExternalIPs.Count == 0 ? "<none>" : string.Join(',', item.Spec.ExternalIPs),
            item.Spec.Ports.Count == 0 ? "<none>" : string.Join(',', item.Spec.Ports.Select(p => $"{p.Port}/{p.Protocol ?? Protocol.TCP}")),
            Age(item, now),
            item.Spec.Selector.Count == 0 ? "<none>" : string.Join(',', item.Spec.Selector.Select(s => $"{s.Key}={s.Value}")),
        ]);

    private static string Age(IKubernetesObject item, DateTimeOffset now) =>
        HumanDuration.Since(item.Metadata.CreationTimestamp, now);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
