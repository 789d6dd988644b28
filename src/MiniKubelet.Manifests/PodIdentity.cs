using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>
/// What makes a pod from the folder one and the same pod: namespace, name and the content of its defaulted spec. Comments,
/// layout, the file's name, labels and annotations don't count.
/// </summary>
public static class PodIdentity
{
    /// <summary>Annotation with the hash of the content, as the kubelet writes it.</summary>
    public const string HashAnnotation = "kubernetes.io/config.hash";

    /// <summary>Annotation with where the pod came from, as the kubelet writes it; here always "file".</summary>
    public const string SourceAnnotation = "kubernetes.io/config.source";

    /// <summary>The defaulted pod with its UID, if it has none, and the kubelet's annotations.</summary>
    public static Pod Assign(Pod pod)
    {
        var hash = Hash(pod);
        var metadata = pod.Metadata;
        return pod with
        {
            Metadata = metadata with
            {
                Uid = metadata.Uid.Length > 0 ? metadata.Uid : ToUid(hash),
                // A manifest saved from a cluster may carry the kubelet's own; kubectl describe misreads config.mirror.
                Annotations = metadata.Annotations
                    .Where(static entry => !entry.Key.StartsWith("kubernetes.io/config.", StringComparison.Ordinal))
                    .Append(new(HashAnnotation, hash))
                    .Append(new(SourceAnnotation, "file"))
                    .ToEquatableMap(),
            },
        };
    }

    /// <summary>32 hexadecimal digits of a SHA-256 over namespace, name and the spec as canonical JSON.</summary>
    public static string Hash(Pod pod)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(Encoding.UTF8.GetBytes($"{pod.Metadata.Namespace}/{pod.Metadata.Name}\n"));
        using (var spec = JsonDocument.Parse(KubernetesJson.Serialize(pod.Spec)))
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteCanonical(spec.RootElement, writer);
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, 16));
    }

    private static string ToUid(string hash) => $"{hash[..8]}-{hash[8..12]}-{hash[12..16]}-{hash[16..20]}-{hash[20..]}";

    // Keys are sorted: the order of the types' fields may change between versions of the daemon, pods shall not.
    private static void WriteCanonical(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(static field => field.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    WriteCanonical(property.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    WriteCanonical(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
