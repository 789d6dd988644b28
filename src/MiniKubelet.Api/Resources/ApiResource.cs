namespace MiniKubelet.Api.Resources;

/// <summary>A resource as discovery describes it (metav1.APIResource).</summary>
internal sealed record ApiResource
{
    /// <summary>API group; empty for core.</summary>
    internal string Group { get; init; } = "";

    /// <summary>API version.</summary>
    internal string Version { get; init; } = "v1";

    /// <summary>Plural name, as in paths.</summary>
    internal required string Name { get; init; }

    /// <summary>Name of one.</summary>
    internal required string Singular { get; init; }

    /// <summary>The objects' kind.</summary>
    internal required string Kind { get; init; }

    /// <summary>What people type.</summary>
    internal string[] ShortNames { get; init; } = [];

    /// <summary>Such as <c>all</c>.</summary>
    internal string[] Categories { get; init; } = [];

    /// <summary>Its objects are in namespaces.</summary>
    internal bool Namespaced { get; init; }

    /// <summary>What can be done.</summary>
    internal string[] Verbs { get; init; } = ["get", "list", "watch"];

    /// <summary>What is below an object: name, kind and verbs.</summary>
    internal ApiSubresource[] Subresources { get; init; } = [];

    /// <summary><c>v1</c>, or <c>group/version</c>.</summary>
    internal string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}

/// <summary>Something below an object, such as <c>pods/log</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The kind it answers with, in core/v1.</param>
/// <param name="Verbs">What can be done.</param>
internal sealed record ApiSubresource(string Name, string Kind, string[] Verbs);
