using System.Text.Json.Serialization;

namespace MiniKubelet.Runtimes.Docker.Engine;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DaemonVersion))]
[JsonSerializable(typeof(DaemonInfo))]
[JsonSerializable(typeof(ErrorMessage))]
[JsonSerializable(typeof(ContainerSummary[]))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(CreateContainerRequest))]
[JsonSerializable(typeof(CreatedObject))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(PullProgress))]
[JsonSerializable(typeof(EngineEvent))]
[JsonSerializable(typeof(CreateExecRequest))]
[JsonSerializable(typeof(StartExecRequest))]
[JsonSerializable(typeof(ExecDetails))]
[JsonSerializable(typeof(Filters))]
[JsonSerializable(typeof(ObjectRecord))]
internal sealed partial class EngineJson : JsonSerializerContext;

/// <summary>Docker spells the members of the registry header in lower case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistryAuth))]
internal sealed partial class RegistryJson : JsonSerializerContext;
