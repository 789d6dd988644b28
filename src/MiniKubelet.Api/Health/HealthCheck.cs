namespace MiniKubelet.Api.Health;

/// <summary>One thing that must be well for <c>/healthz</c> to say ok.</summary>
/// <param name="Name">Its name, such as <c>syncloop</c>.</param>
/// <param name="Check">Null when it is well, else what is wrong. Called on every request: it must not wait.</param>
public sealed record HealthCheck(string Name, Func<string?> Check);
