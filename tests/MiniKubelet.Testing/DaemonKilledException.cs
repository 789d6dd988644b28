namespace MiniKubelet.Testing;

/// <summary>
/// Stands for <c>kill -9</c> of the daemon at a call to the runtime. It is no <see cref="Runtime.RuntimeException"/>, so no code
/// under test handles it; the test drops what was running and starts anew on the same runtime.
/// </summary>
public sealed class DaemonKilledException(string at) : Exception($"the daemon was killed {at}");
