namespace MiniKubelet.Hosting;

/// <summary>The daemon cannot start; the message is the one line that a person reads.</summary>
internal sealed class DaemonException(string message) : Exception(message);
