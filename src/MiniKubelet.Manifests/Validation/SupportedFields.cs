namespace MiniKubelet.Manifests;

/// <summary>
/// The pod fields the daemon does not honour yet. Using one is an error that says so, never silence; a line goes when its
/// feature comes. Fields that are about choosing among several machines are accepted, with a note where they do nothing or may keep the
/// pod from being admitted.
/// </summary>
internal static class SupportedFields
{
    private const string Yet = "not supported yet";
    private const string Cluster = "not supported: it needs a cluster";
    private const string Windows = "not supported: this is Linux";

    private static readonly UnsupportedField[] Unsupported =
    [
        .. VolumeSources.All
            .Except(["emptyDir", "hostPath"])
            .Select(static source => Field($"spec.volumes[].{source}", VolumeMessage(source))),
        Field(
            "spec.volumes[].emptyDir.medium",
            $"must be empty or Memory; HugePages are {Yet}",
            static node => Text(node) is not ("" or "Memory")),
        .. Container("env[].valueFrom.configMapKeyRef", Yet),
        .. Container("env[].valueFrom.secretKeyRef", Yet),
        .. Container("env[].valueFrom.fileKeyRef", Yet),
        .. Container(
            "env[].valueFrom.resourceFieldRef.resource",
            $"{Yet}; cpu and memory are",
            static node => Text(node) is "limits.ephemeral-storage" or "requests.ephemeral-storage"),
        .. Container("envFrom", Yet),
        .. Container("volumeMounts[].subPathExpr", $"{Yet}; subPath is", static node => Text(node).Length > 0),
        .. Container("volumeDevices", Yet),
        .. Container("resources.claims", Cluster),
        .. Container("resources.limits{}", $"{Yet}; cpu and memory are", except: ["cpu", "memory"]),
        .. Container(
            "resources.requests{}",
            $"{Yet}; cpu, memory and ephemeral-storage are",
            except: ["cpu", "memory", "ephemeral-storage"]),
        .. Container("lifecycle.postStart.tcpSocket", "not supported, by the kubelet neither; use exec or httpGet"),
        .. Container("lifecycle.preStop.tcpSocket", "not supported, by the kubelet neither; use exec or httpGet"),
        .. Container("securityContext.seLinuxOptions", Yet),
        .. Container("securityContext.windowsOptions", Windows),
        .. Container("securityContext.procMount", $"{Yet}; Default is", static node => Text(node) != "Default"),
        .. Container("securityContext.appArmorProfile", Yet),
        Field("spec.securityContext.fsGroup", Yet),
        Field("spec.securityContext.fsGroupChangePolicy", Yet),
        Field("spec.securityContext.supplementalGroupsPolicy", $"{Yet}; Merge is", static node => Text(node) != "Merge"),
        Field("spec.securityContext.seLinuxOptions", Yet),
        Field("spec.securityContext.seLinuxChangePolicy", Yet),
        Field("spec.securityContext.windowsOptions", Windows),
        Field("spec.securityContext.sysctls", Yet),
        Field("spec.securityContext.appArmorProfile", Yet),
        Field("spec.ephemeralContainers", "not supported in a manifest: they are added to a running pod"),
        Field("spec.resourceClaims", Cluster),
        Field("spec.resources", $"{Yet}; the resources of each container are"),
        Field("spec.hostUsers", $"user namespaces are {Yet}", static node => Text(node) == "false"),
        Field("spec.hostnameOverride", $"{Yet}; hostname is"),
        Field("spec.runtimeClassName", "not supported: there is one runtime"),
        Field("spec.overhead", "not supported: it belongs to runtimeClassName"),
        Field("spec.imagePullSecrets", Yet),
        Field("spec.serviceAccountName", $"{Cluster}; leave it out", static node => Text(node) is not ("" or "default")),
        Field("spec.serviceAccount", $"{Cluster}; leave it out", static node => Text(node) is not ("" or "default")),
        Field("spec.schedulingGates", "not supported: nothing would ever remove them"),
    ];

    private static readonly UnsupportedField[] WorthANote =
    [
        Field("spec.affinity.podAffinity", "has no effect on one machine"),
        Field("spec.affinity.podAntiAffinity", "has no effect on one machine"),
        Field("spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution", "has no effect on one machine"),
        Field("spec.nodeName", "the pod is rejected where the node has another name; leave it out to run it on any"),
        Field("spec.os.name", "the pod is rejected: this is Linux", static node => Text(node) == "windows"),
        Field("spec.tolerations", "has no effect on one machine"),
        Field("spec.topologySpreadConstraints", "has no effect on one machine"),
        Field(
            "spec.priorityClassName",
            "has no effect: only system-node-critical and system-cluster-critical are known; set priority",
            static node => Text(node) is not ("system-node-critical" or "system-cluster-critical")),
        Field("metadata.finalizers", "has no effect: nothing would remove them"),
    ];

    /// <summary>Checks a pod's tree.</summary>
    public static void Check(string file, MappingNode root, FieldErrors errors, List<ManifestNote> notes)
    {
        foreach (var field in Unsupported)
        {
            foreach (var (path, _) in field.FindIn(root))
            {
                errors.Add(path, field.Message);
            }
        }

        foreach (var field in WorthANote)
        {
            notes.AddRange(field.FindIn(root).Select(found =>
                new ManifestNote(file, found.Node.Line, found.Node.Column, found.Path.ToString(), field.Message)));
        }
    }

    private static UnsupportedField Field(string pattern, string message, Func<ManifestNode, bool>? when = null) =>
        new(pattern, message, when);

    private static IEnumerable<UnsupportedField> Container(
        string pattern, string message, Func<ManifestNode, bool>? when = null, IReadOnlyList<string>? except = null) =>
        [
            Field($"spec.initContainers[].{pattern}", message, when) with { ExceptKeys = except ?? [] },
            Field($"spec.containers[].{pattern}", message, when) with { ExceptKeys = except ?? [] },
        ];

    private static string VolumeMessage(string source) => source switch
    {
        "configMap" or "secret" or "projected" or "downwardAPI" or "image" or "persistentVolumeClaim" or "nfs" =>
            $"{Yet}; emptyDir and hostPath are",
        "gitRepo" => "not supported: it runs git as root on the host (CVE-2024-10220); clone in an init container",
        _ => "not supported; emptyDir and hostPath are",
    };

    private static string Text(ManifestNode node) => node is ScalarNode scalar ? scalar.Text : "";
}
