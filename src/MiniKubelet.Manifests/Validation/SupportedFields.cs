namespace MiniKubelet.Manifests;

/// <summary>
/// The pod fields the daemon does not honour yet. Using one is an error that says so, never silence; a line goes when its
/// feature comes. Fields that are about choosing among several machines are accepted with a note.
/// </summary>
internal static class SupportedFields
{
    private static readonly UnsupportedField[] Unsupported =
    [
        .. VolumeSources.All.Except(["emptyDir", "hostPath"]).Select(static source => Field($"spec.volumes[].{source}", VolumeReason(source))),
        Field("spec.volumes[].emptyDir.medium", "HugePages media come later", static node => Text(node).StartsWith("HugePages", StringComparison.Ordinal)),
        .. Container("env[].valueFrom.configMapKeyRef", "values from ConfigMaps come later"),
        .. Container("env[].valueFrom.secretKeyRef", "values from Secrets come later"),
        .. Container("env[].valueFrom.fileKeyRef", "values from files come later"),
        .. Container("env[].valueFrom.resourceFieldRef.resource", "only cpu and memory are", static node => Text(node).EndsWith("ephemeral-storage", StringComparison.Ordinal)),
        .. Container("envFrom", "values from ConfigMaps and Secrets come later"),
        .. Container("volumeMounts[].subPathExpr", "it comes later; subPath is supported", static node => Text(node).Length > 0),
        .. Container("volumeDevices", "block devices come later"),
        .. Container("restartPolicyRules", "rules for a container's restart come later"),
        Field("spec.containers[].restartPolicy", "only spec.restartPolicy, and restartPolicy: Always of an init container, are"),
        Field("spec.initContainers[].restartPolicy", "an init container's can only be Always (a sidecar)", static node => Text(node) != "Always"),
        .. Container("resources.claims", "resource claims need a cluster"),
        .. Resources("limits"),
        .. Resources("requests"),
        .. Probes("grpc", "gRPC probes come later; exec, httpGet and tcpSocket are supported"),
        .. Container("lifecycle.postStart.tcpSocket", "Kubernetes never did either; use exec or httpGet"),
        .. Container("lifecycle.preStop.tcpSocket", "Kubernetes never did either; use exec or httpGet"),
        .. Container("lifecycle.stopSignal", "it comes later; the image's STOPSIGNAL is honoured"),
        .. Container("securityContext.seLinuxOptions", "SELinux comes later"),
        .. Container("securityContext.windowsOptions", "this is not Windows"),
        .. Container("securityContext.procMount", "only the default is", static node => Text(node) != "Default"),
        .. Container("securityContext.appArmorProfile", "AppArmor comes later"),
        Field("spec.securityContext.fsGroup", "it comes later"),
        Field("spec.securityContext.fsGroupChangePolicy", "fsGroup comes later"),
        Field("spec.securityContext.supplementalGroupsPolicy", "only Merge is", static node => Text(node) != "Merge"),
        Field("spec.securityContext.seLinuxOptions", "SELinux comes later"),
        Field("spec.securityContext.seLinuxChangePolicy", "SELinux comes later"),
        Field("spec.securityContext.windowsOptions", "this is not Windows"),
        Field("spec.securityContext.sysctls", "they come later"),
        Field("spec.securityContext.appArmorProfile", "AppArmor comes later"),
        Field("spec.ephemeralContainers", "containers for debugging are added by the API, and come later"),
        Field("spec.resourceClaims", "resource claims need a cluster"),
        Field("spec.resources", "resources of the pod as a whole come later; give each container its own"),
        Field("spec.hostUsers", "user namespaces come later", static node => Text(node) == "false"),
        Field("spec.hostnameOverride", "it comes later; hostname is supported"),
        Field("spec.runtimeClassName", "there is one runtime"),
        Field("spec.overhead", "it belongs to runtimeClassName"),
        Field("spec.imagePullSecrets", "credentials for registries come later"),
        Field("spec.serviceAccountName", "there are no service accounts", static node => Text(node) is not ("" or "default")),
        Field("spec.serviceAccount", "there are no service accounts", static node => Text(node) is not ("" or "default")),
        Field("spec.schedulingGates", "nothing would ever remove them"),
        Field("spec.workloadRef", "it needs a cluster"),
        Field("spec.os.name", "this is Linux", static node => Text(node) != "linux"),
    ];

    private static readonly UnsupportedField[] WithoutEffect =
    [
        Field("spec.affinity", "has no effect on one machine"),
        Field("spec.tolerations", "has no effect on one machine"),
        Field("spec.topologySpreadConstraints", "has no effect on one machine"),
        Field("spec.priorityClassName", "has no effect: there are no priority classes; set priority"),
        Field("metadata.finalizers", "has no effect: nothing would remove them"),
    ];

    /// <summary>Checks a pod's tree.</summary>
    public static void Check(string file, MappingNode root, FieldErrors errors, List<ManifestNote> notes)
    {
        foreach (var field in Unsupported)
        {
            foreach (var (path, _) in field.FindIn(root))
            {
                errors.Add(path, $"not supported yet: {field.Reason}");
            }
        }

        foreach (var field in WithoutEffect)
        {
            notes.AddRange(field.FindIn(root).Select(found =>
                new ManifestNote(file, found.Node.Line, found.Node.Column, found.Path.ToString(), field.Reason)));
        }
    }

    private static UnsupportedField Field(string pattern, string reason, Func<ManifestNode, bool>? when = null) => new(pattern, reason, when);

    private static IEnumerable<UnsupportedField> Container(string pattern, string reason, Func<ManifestNode, bool>? when = null) =>
        [Field($"spec.initContainers[].{pattern}", reason, when), Field($"spec.containers[].{pattern}", reason, when)];

    private static IEnumerable<UnsupportedField> Probes(string field, string reason) =>
        [
            .. Container($"livenessProbe.{field}", reason),
            .. Container($"readinessProbe.{field}", reason),
            .. Container($"startupProbe.{field}", reason),
        ];

    private static IEnumerable<UnsupportedField> Resources(string amounts) =>
        Container($"resources.{amounts}{{}}", "only cpu and memory are").Select(static field => field with { ExceptKeys = ["cpu", "memory"] });

    private static string VolumeReason(string source) => source switch
    {
        "configMap" or "secret" or "projected" or "downwardAPI" or "image" or "persistentVolumeClaim" or "nfs" =>
            $"{source} volumes come later; emptyDir and hostPath are supported",
        "gitRepo" => "it runs git as root on the host (CVE-2024-10220); clone in an init container",
        _ => "emptyDir and hostPath are",
    };

    private static string Text(ManifestNode node) => node is ScalarNode scalar ? scalar.Text : "";
}
