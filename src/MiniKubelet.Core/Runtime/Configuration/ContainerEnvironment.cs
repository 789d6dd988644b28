using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>
/// A container's environment: <c>envFrom</c> first, then <c>env</c>; of two with one name the later wins, and a value sees only
/// the variables before it (kubernetes/pkg/kubelet makeEnvironmentVariables).
/// </summary>
internal sealed class ContainerEnvironment
{
    private readonly OrderedDictionary<string, string> _variables = [];
    private readonly ContainerConfigInput _input;

    private ContainerEnvironment(ContainerConfigInput input) => _input = input;

    public EquatableArray<EnvironmentVariable> Variables =>
        _variables.Select(entry => new EnvironmentVariable(entry.Key, entry.Value)).ToEquatableArray();

    /// <summary>Makes the environment; throws <see cref="ContainerConfigException"/> for a reference to what is not there.</summary>
    public static ContainerEnvironment Of(ContainerConfigInput input)
    {
        var environment = new ContainerEnvironment(input);
        foreach (var source in input.Container.EnvFrom)
        {
            environment.AddAll(source);
        }

        foreach (var variable in input.Container.Env)
        {
            environment.Add(variable);
        }

        return environment;
    }

    public string Expand(string text) => VariableExpansion.Expand(text, name => _variables.GetValueOrDefault(name));

    private void AddAll(EnvFromSource source)
    {
        if (source.ConfigMapRef is { } map)
        {
            AddAll(source.Prefix, OrMissing(_input.Objects.ConfigMapData(map.Name), "configmap", map.Name, map.Optional));
        }

        if (source.SecretRef is { } secret)
        {
            AddAll(source.Prefix, OrMissing(_input.Objects.SecretData(secret.Name), "secret", secret.Name, secret.Optional));
        }
    }

    private void AddAll(string? prefix, EquatableMap<string>? values)
    {
        foreach (var (key, value) in values ?? [])
        {
            // What cannot be the name of a variable is skipped, as a map may hold other things too.
            var name = prefix + key;
            if (!name.Contains('=', StringComparison.Ordinal) && !value.Contains('\0', StringComparison.Ordinal))
            {
                _variables[name] = value;
            }
        }
    }

    private void Add(EnvVar variable)
    {
        if (variable.Value is { Length: > 0 } value)
        {
            _variables[variable.Name] = Expand(value);
        }
        else if (variable.ValueFrom is null)
        {
            _variables[variable.Name] = "";
        }
        else if (Value(variable.ValueFrom) is { } found)
        {
            _variables[variable.Name] = found;
        }
    }

    /// <summary>The value of a source; null when it is optional and not there: the variable is not set then.</summary>
    private string? Value(EnvVarSource source)
    {
        var pod = _input.Pod;
        return source switch
        {
            { FieldRef: { } field } when field.FieldPath is not ("metadata.labels" or "metadata.annotations") =>
                DownwardApi.Field(pod, field.FieldPath, _input.PodIps, _input.Node)
                ?? throw new ContainerConfigException($"unsupported fieldPath: {field.FieldPath}"),
            { FieldRef: { } field } => throw new ContainerConfigException($"unsupported fieldPath: {field.FieldPath}"),
            { ResourceFieldRef: { } resource } =>
                DownwardApi.Resource(ContainerOf(resource), resource, _input.Node)
                ?? throw new ContainerConfigException($"unsupported container resource : {resource.Resource}"),
            { ConfigMapKeyRef: { } key } => OrMissing(
                OrMissing(_input.Objects.ConfigMapData(key.Name), "configmap", key.Name, key.Optional), "ConfigMap", key.Name, key.Key, key.Optional),
            { SecretKeyRef: { } key } => OrMissing(
                OrMissing(_input.Objects.SecretData(key.Name), "secret", key.Name, key.Optional), "Secret", key.Name, key.Key, key.Optional),
            { FileKeyRef: { } file } => throw new ContainerConfigException($"fileKeyRef is not supported: {file.VolumeName}/{file.Path}"),
            _ => throw new ContainerConfigException("valueFrom names no source"),
        };
    }

    private Container ContainerOf(ResourceFieldSelector selector) =>
        selector.ContainerName is not { Length: > 0 } name ? _input.Container
        : _input.Pod.Spec.InitContainers.Concat(_input.Pod.Spec.Containers).FirstOrDefault(c => c.Name == name)
            ?? throw new ContainerConfigException($"container {name} not found");

    private static EquatableMap<string>? OrMissing(EquatableMap<string>? data, string kind, string name, bool? optional) =>
        data ?? (optional == true ? null : throw new ContainerConfigException($"{kind} \"{name}\" not found"));

    private string? OrMissing(EquatableMap<string>? data, string kind, string name, string key, bool? optional) =>
        data is not null && data.TryGetValue(key, out var value) ? value
        : optional == true ? null
        : throw new ContainerConfigException($"couldn't find key {key} in {kind} {_input.Pod.NamespaceOrDefault()}/{name}");
}
