using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Tables;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Resources;

/// <summary>The kinds of core/v1. Names, short names and selectable fields are those of kubernetes/pkg/registry/core.</summary>
internal static class CoreKinds
{
    private const string True = "true";
    private const string False = "false";

    internal static ResourceKind<Pod> Pods(ResourceStore<Pod> store) => new()
    {
        Resource = new()
        {
            Name = "pods",
            Singular = "pod",
            Kind = "Pod",
            ShortNames = ["po"],
            Categories = ["all"],
            Namespaced = true,
            Subresources = [new("log", "Pod", ["get"])],
        },
        Store = store,
        Table = PodTable.Table,
        Fields = new()
        {
            ["spec.nodeName"] = static p => p.Spec.NodeName ?? "",
            ["spec.restartPolicy"] = static p => (p.Spec.RestartPolicy ?? RestartPolicy.Always).ToString(),
            ["spec.schedulerName"] = static p => p.Spec.SchedulerName ?? "",
            ["spec.serviceAccountName"] = static p => p.Spec.ServiceAccountName ?? "",
            ["spec.hostNetwork"] = static p => p.Spec.HostNetwork ? True : False,
            ["status.phase"] = static p => p.Status.Phase?.ToString() ?? "",
            ["status.podIP"] = static p => p.Status.PodIP ?? "",
            ["status.podIPs"] = static p => p.Status.PodIPs.Count > 0 ? p.Status.PodIPs[0].Ip : "",
            ["status.nominatedNodeName"] = static p => p.Status.NominatedNodeName ?? "",
        },
    };

    internal static ResourceKind<Node> Nodes(ResourceStore<Node> store) => new()
    {
        Resource = new() { Name = "nodes", Singular = "node", Kind = "Node", ShortNames = ["no"] },
        Store = store,
        Table = NodeTable.Table,
        Fields = new() { ["spec.unschedulable"] = static n => n.Spec.Unschedulable ? True : False },
    };

    internal static ResourceKind<Namespace> Namespaces(ResourceStore<Namespace> store) => new()
    {
        Resource = new() { Name = "namespaces", Singular = "namespace", Kind = "Namespace", ShortNames = ["ns"] },
        Store = store,
        Table = PlainTables.Namespaces,
        Fields = new() { ["status.phase"] = static n => n.Status.Phase?.ToString() ?? "" },
    };

    internal static ResourceKind<ConfigMap> ConfigMaps(ResourceStore<ConfigMap> store) => new()
    {
        Resource = new()
        {
            Name = "configmaps", Singular = "configmap", Kind = "ConfigMap", ShortNames = ["cm"], Namespaced = true,
        },
        Store = store,
        Table = PlainTables.ConfigMaps,
    };

    internal static ResourceKind<Secret> Secrets(ResourceStore<Secret> store) => new()
    {
        Resource = new() { Name = "secrets", Singular = "secret", Kind = "Secret", Namespaced = true },
        Store = store,
        Table = PlainTables.Secrets,
        Fields = new() { ["type"] = static s => s.Type ?? "Opaque" },
    };

    internal static ResourceKind<Service> Services(ResourceStore<Service> store) => new()
    {
        Resource = new()
        {
            Name = "services",
            Singular = "service",
            Kind = "Service",
            ShortNames = ["svc"],
            Categories = ["all"],
            Namespaced = true,
        },
        Store = store,
        Table = PlainTables.Services,
        Fields = new()
        {
            ["spec.clusterIP"] = static s => s.Spec.ClusterIP ?? "",
            ["spec.type"] = static s => (s.Spec.Type ?? ServiceType.ClusterIP).ToString(),
        },
    };
}
