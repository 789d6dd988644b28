using System.Text.Json;
using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Tables;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Resources;

/// <summary>Everything that differs from kind to kind: where the objects are, how they are selected, printed and written.</summary>
internal sealed record ResourceKind<T>
    where T : class, IKubernetesObject
{
    /// <summary>How discovery shows it.</summary>
    internal required ApiResource Resource { get; init; }

    /// <summary>The objects.</summary>
    internal required ResourceStore<T> Store { get; init; }

    /// <summary>The fields that a field selector may name besides <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    internal Dictionary<string, Func<T, string>> Fields { get; init; } = [];

    /// <summary>What kubectl prints.</summary>
    internal required Table<T> Table { get; init; }

    /// <summary>Writes the object in this group and version.</summary>
    internal Action<Utf8JsonWriter, T> Write { get; init; } = static (json, item) => json.WriteObject(item);
}
