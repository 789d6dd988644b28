using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>Turns a container of a pod into the configuration of one instance (kubernetes/pkg/kubelet/kuberuntime generateContainerConfig).</summary>
public static class ContainerConfigFactory
{
    /// <summary>The configuration; throws <see cref="ContainerConfigException"/> when the container must not or cannot run so.</summary>
    public static ContainerConfig Create(ContainerConfigInput input)
    {
        var container = input.Container;
        var environment = ContainerEnvironment.Of(input);
        return new ContainerConfig
        {
            Name = container.Name,
            Attempt = input.Attempt,
            Image = input.Image.Id,
            UserSpecifiedImage = container.Image,
            LogPath = $"{container.Name}/{input.Attempt}.log",
            Command = container.Command.Select(environment.Expand).ToEquatableArray(),
            Args = container.Args.Select(environment.Expand).ToEquatableArray(),
            WorkingDir = container.WorkingDir ?? "",
            Environment = environment.Variables,
            Mounts = input.Mounts,
            Devices = input.Devices,
            Labels = SandboxConfigFactory.IdentityOf(input.Pod).Append(new(RuntimeLabels.ContainerName, container.Name)).ToEquatableMap(),
            Annotations = Annotations(input),
            Stdin = container.Stdin,
            StdinOnce = container.StdinOnce,
            Tty = container.Tty,
            StopSignal = container.Lifecycle?.StopSignal ?? "",
            Security = ContainerSecurityFactory.Create(input),
            Resources = ContainerResourcesFactory.Create(input.Pod.Spec, new PodContainer(container, input.Role), input.Node),
        };
    }

    /// <summary>The environment as <c>subPathExpr</c> and commands of probes and hooks see it: a text with its references expanded.</summary>
    public static string Expand(ContainerConfigInput input, string text) => ContainerEnvironment.Of(input).Expand(text);

    /// <summary>
    /// Hash of what makes a container another one: its name and image, as upstream since 1.31. More fields would restart
    /// containers whenever a new version of the daemon sets a new default.
    /// </summary>
    public static string Hash(Container container) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{container.Name}\0{container.Image}")).AsSpan(0, 8));

    // With them a container can be stopped as it should be even when nothing else is known of its pod: see RestoredPod.
    private static EquatableMap<string> Annotations(ContainerConfigInput input) =>
    [
        new(RuntimeAnnotations.ContainerHash, Hash(input.Container)),
        new(RuntimeAnnotations.RestartCount, input.Attempt.ToString(CultureInfo.InvariantCulture)),
        new(RuntimeAnnotations.TerminationMessagePath, input.Container.TerminationMessagePath ?? "/dev/termination-log"),
        new(RuntimeAnnotations.TerminationMessageHostPath, input.TerminationMessageHostPath),
        new(RuntimeAnnotations.TerminationMessagePolicy,
            (input.Container.TerminationMessagePolicy ?? TerminationMessagePolicy.File).ToString()),
        new(RuntimeAnnotations.PodTerminationGracePeriod,
            input.Pod.Spec.GracePeriodSeconds().ToString(CultureInfo.InvariantCulture)),
        new(RuntimeAnnotations.ContainerType, input.Role == ContainerRole.App ? "container" : "init"),
        .. Json(RuntimeAnnotations.PreStopHandler, input.Container.Lifecycle?.PreStop),
        .. Json(RuntimeAnnotations.Ports, input.Container.Ports is { Count: > 0 } ports ? ports : null),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Json<T>(string annotation, T? value)
        where T : class =>
        value is null ? [] : [new(annotation, Encoding.UTF8.GetString(KubernetesJson.Serialize(value)))];
}
