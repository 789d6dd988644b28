namespace MiniKubelet.Runtimes.Docker.Engine;

/// <summary>What a request was for; with the HTTP status it says what an error means.</summary>
internal enum EngineCall
{
    /// <summary>Reading about the daemon or a container; events, logs, lists.</summary>
    Query,

    /// <summary>Creating a container.</summary>
    Create,

    /// <summary>Starting a container.</summary>
    Start,

    /// <summary>Stopping, killing or removing a container.</summary>
    End,

    /// <summary>Running a command in a container.</summary>
    Exec,

    /// <summary>Looking at an image.</summary>
    Image,

    /// <summary>Pulling an image.</summary>
    Pull,
}
