namespace MiniKubelet.Runtimes.Docker.Engine;

internal sealed record DaemonVersion(string Version, string ApiVersion);

internal sealed record DaemonInfo(
    string ServerVersion, bool LiveRestoreEnabled, Dictionary<string, DaemonRuntime>? Runtimes, string? CgroupDriver);

internal sealed record DaemonRuntime;

/// <summary>What Docker says when it refuses.</summary>
internal sealed record ErrorMessage(string? Message);

internal sealed record ImageDetails(string Id, string[]? RepoDigests, ImageSettings? Config, long Size);

internal sealed record ImageSettings(string? User);

/// <summary>One object of the stream that a pull answers with; an error ends it.</summary>
internal sealed record PullProgress(string? Error, PullError? ErrorDetail);

internal sealed record PullError(string? Message);

/// <summary>The decoded X-Registry-Auth header.</summary>
internal sealed record RegistryAuth(string? Username, string? Password, string? Identitytoken, string? Serveraddress);

internal sealed record EngineEvent(string? Type, string? Action, EventActor? Actor);

internal sealed record EventActor(string? ID, Dictionary<string, string>? Attributes);

internal sealed record CreateExecRequest(bool AttachStdout, bool AttachStderr, IReadOnlyList<string> Cmd);

internal sealed record StartExecRequest(bool Detach, bool Tty);

internal sealed record ExecDetails(bool Running, int? ExitCode, int Pid);

/// <summary>Filters of a listing or of the event stream, by name.</summary>
internal sealed class Filters : Dictionary<string, string[]>;
