namespace MiniKubelet.Runtime;

/// <summary>Where a log line was written.</summary>
public enum LogStream
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}

/// <summary>A line, or a part of one, of a container's log.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Stream">Where.</param>
/// <param name="Text">Its bytes, with the newline if the line ended here.</param>
public readonly record struct LogLine(DateTimeOffset Time, LogStream Stream, ReadOnlyMemory<byte> Text);

/// <summary>Which part of a log is wanted (v1 PodLogOptions).</summary>
/// <param name="Follow">Keep reading until the container has ended.</param>
/// <param name="Tail">Only this many lines from the end; null for all.</param>
/// <param name="Since">Only lines from then on; null for all.</param>
public sealed record LogOptions(bool Follow, long? Tail, DateTimeOffset? Since);
