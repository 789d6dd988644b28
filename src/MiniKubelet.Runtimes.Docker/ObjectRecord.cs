using System.Text.Json;
using MiniKubelet.Naming;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>
/// What we must remember of an object, in one label that every object of ours carries. Docker lets our labels win over those of
/// an image with the same key, so this one is always our own word.
/// </summary>
/// <param name="Image">The image as the manifest names it; empty for a sandbox.</param>
/// <param name="Annotations">The annotations it was made with (Docker has none).</param>
internal sealed record ObjectRecord(string Image, Dictionary<string, string> Annotations)
{
    /// <summary>The label.</summary>
    public const string Label = "io.minikubelet.record";

    private const string TypeLabel = "io.kubernetes.docker.type";

    /// <summary>The labels of a new object: the caller's, then those that make it ours.</summary>
    public Dictionary<string, string> ToLabels(ObjectName name, EquatableMap<string> labels)
    {
        var all = new Dictionary<string, string>(labels, StringComparer.Ordinal)
        {
            [RuntimeLabels.PodName] = name.Pod,
            [RuntimeLabels.PodNamespace] = name.Namespace,
            [RuntimeLabels.PodUid] = name.Uid,
            [RuntimeLabels.ContainerName] = name.Container,
            [TypeLabel] = name.IsSandbox ? "podsandbox" : "container",
            [Label] = JsonSerializer.Serialize(this, EngineJson.Default.ObjectRecord),
        };
        return all;
    }

    /// <summary>Reads the label; null when it is missing or not ours to read.</summary>
    public static ObjectRecord? TryRead(Dictionary<string, string>? labels)
    {
        try
        {
            return labels?.GetValueOrDefault(Label) is { } text
                ? JsonSerializer.Deserialize(text, EngineJson.Default.ObjectRecord)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
