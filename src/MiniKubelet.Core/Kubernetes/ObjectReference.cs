namespace MiniKubelet.Kubernetes;

/// <summary>Points at another object, or at a part of one.</summary>
public sealed record ObjectReference
{
    /// <summary>Kind of the object.</summary>
    public string? Kind { get; init; }

    /// <summary>Namespace of the object.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }

    /// <summary>UID of the object.</summary>
    public string? Uid { get; init; }

    /// <summary>API version of the object.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Version of the object.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Part of the object, such as spec.containers{web}.</summary>
    public string? FieldPath { get; init; }
}

/// <summary>Names an object in the same namespace.</summary>
public sealed record LocalObjectReference
{
    /// <summary>Name of the object.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>Names a Secret in any namespace.</summary>
public sealed record SecretReference
{
    /// <summary>Name of the Secret.</summary>
    public string? Name { get; init; }

    /// <summary>Namespace of the Secret.</summary>
    public string? Namespace { get; init; }
}

/// <summary>Names an object of any kind in the same namespace.</summary>
public sealed record TypedLocalObjectReference
{
    /// <summary>API group of the object; null is the core group.</summary>
    public string? ApiGroup { get; init; }

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the object.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>Names an object of any kind, possibly in another namespace.</summary>
public sealed record TypedObjectReference
{
    /// <summary>API group of the object; null is the core group.</summary>
    public string? ApiGroup { get; init; }

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the object.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Namespace of the object.</summary>
    public string? Namespace { get; init; }
}
