namespace MiniKubelet.Api.Tables;

/// <summary>How much of the object each row carries (metav1.IncludeObjectPolicy).</summary>
internal enum IncludeObject
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its metadata; the default.</summary>
    Metadata,

    /// <summary>All of it.</summary>
    Object,
}
