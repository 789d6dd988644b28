namespace MiniKubelet.Probing;

/// <summary>Which of a container's probes.</summary>
public enum ProbeType
{
    /// <summary>The others wait for its success; its failure kills.</summary>
    Startup,

    /// <summary>Its failure kills.</summary>
    Liveness,

    /// <summary>Its failure takes the container out of service.</summary>
    Readiness,
}

/// <summary>How one run of a probe ended.</summary>
public enum ProbeOutcome
{
    /// <summary>The container is well.</summary>
    Success,

    /// <summary>Counts as success, but somebody should look: a redirect to another host.</summary>
    Warning,

    /// <summary>The container is not well.</summary>
    Failure,

    /// <summary>The probe itself could not be made, so it says nothing of the container.</summary>
    Error,
}

/// <summary>What a probe says of its container, once as many outcomes in a row agree as its threshold asks for.</summary>
public enum ProbeResult
{
    /// <summary>Nothing yet.</summary>
    Unknown,

    /// <summary>Well.</summary>
    Success,

    /// <summary>Not well.</summary>
    Failure,
}
