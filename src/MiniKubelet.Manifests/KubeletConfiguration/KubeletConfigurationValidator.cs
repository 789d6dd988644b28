using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for the configuration, after the kubelet's own.</summary>
internal static class KubeletConfigurationValidator
{
    /// <summary>Checks every field.</summary>
    public static void Validate(KubeletConfiguration configuration, FieldErrors errors)
    {
        Paths(configuration, errors);
        Listeners(configuration, errors);
        Numbers(configuration, errors);
        Reserved(configuration.SystemReserved, Field("systemReserved"), errors);
        Reserved(configuration.KubeReserved, Field("kubeReserved"), errors);
        Access(configuration, errors);
        foreach (var (server, at) in configuration.ClusterDNS.Each(Field("clusterDNS")))
        {
            Rule.Address(server, at, errors);
        }

        Rule.Name(configuration.ClusterDomain.TrimEnd('.'), NameRules.Subdomain, Field("clusterDomain"), errors);
    }

    private static FieldPath Field(string name) => FieldPath.Root.Child(name);

    private static void Paths(KubeletConfiguration configuration, FieldErrors errors)
    {
        Absolute(configuration.StaticPodPath, Field("staticPodPath"), errors);
        Absolute(configuration.PodLogsDir, Field("podLogsDir"), errors);
        Absolute(configuration.ResolvConf, Field("resolvConf"), errors);
        Absolute(configuration.TlsCertFile, Field("tlsCertFile"), errors);
        Absolute(configuration.TlsPrivateKeyFile, Field("tlsPrivateKeyFile"), errors);
        var clientCA = Field("authentication").Child("x509").Child("clientCAFile");
        Absolute(configuration.Authentication.X509.ClientCAFile, clientCA, errors);
        var endpoint = configuration.ContainerRuntimeEndpoint;
        if (endpoint.Length > 0 && !endpoint.StartsWith("unix:///", StringComparison.Ordinal))
        {
            errors.Add(
                Field("containerRuntimeEndpoint"),
                $"expected a socket such as unix:///run/containerd/containerd.sock, found \"{endpoint}\"");
        }

        if (configuration.TlsCertFile.Length == 0 != (configuration.TlsPrivateKeyFile.Length == 0))
        {
            errors.Add(
                Field(configuration.TlsCertFile.Length == 0 ? "tlsPrivateKeyFile" : "tlsCertFile"),
                "tlsCertFile and tlsPrivateKeyFile go together");
        }
    }

    private static void Absolute(string path, FieldPath at, FieldErrors errors)
    {
        if (path.Length > 0 && !path.StartsWith('/'))
        {
            errors.Add(at, $"must be an absolute path, found \"{path}\"");
        }
    }

    private static void Listeners(KubeletConfiguration configuration, FieldErrors errors)
    {
        Rule.Address(configuration.Address, Field("address"), errors);
        Rule.Address(configuration.HealthzBindAddress, Field("healthzBindAddress"), errors);
        PortValidator.Number(configuration.Port, Field("port"), errors);
        Rule.Range(configuration.ReadOnlyPort, 0, 65535, Field("readOnlyPort"), errors);
        Rule.Range(configuration.HealthzPort, 0, 65535, Field("healthzPort"), errors);
        Rule.Unique(
            new[]
            {
                (Value: configuration.Port, Path: Field("port")),
                (Value: configuration.ReadOnlyPort, Path: Field("readOnlyPort")),
                (Value: configuration.HealthzPort, Path: Field("healthzPort")),
            }.Where(static port => port.Value != 0),
            errors);
    }

    private static void Numbers(KubeletConfiguration configuration, FieldErrors errors)
    {
        Rule.Range(configuration.MaxPods, 1, int.MaxValue, Field("maxPods"), errors);
        AtLeastASecond(configuration.SyncFrequency, "syncFrequency", errors);
        AtLeastASecond(configuration.FileCheckFrequency, "fileCheckFrequency", errors);
        AtLeastASecond(configuration.RuntimeRequestTimeout, "runtimeRequestTimeout", errors);
        if (configuration.CrashLoopBackOff.MaxContainerRestartPeriod.TotalSeconds is < 1 or > 300)
        {
            errors.Add(Field("crashLoopBackOff").Child("maxContainerRestartPeriod"), "must be from 1s to 300s");
        }

        Rule.Range(configuration.MaxParallelImagePulls, 1, int.MaxValue, Field("maxParallelImagePulls"), errors);
        if (configuration is { SerializeImagePulls: true, MaxParallelImagePulls: > 1 })
        {
            errors.Add(Field("maxParallelImagePulls"), "must be 1 with serializeImagePulls: true");
        }
    }

    private static void Reserved(EquatableMap<string> amounts, FieldPath path, FieldErrors errors)
    {
        foreach (var (resource, amount) in amounts)
        {
            if (resource == "pid")
            {
                errors.Add(path.Key(resource), "not supported by minikubelet: pods have no limit of processes that it could be kept from");
            }
            else if (resource is not ("cpu" or "memory" or "ephemeral-storage"))
            {
                errors.Add(path.Key(resource), $"must be one of cpu, memory, ephemeral-storage, found \"{resource}\"");
            }

            if (!Quantity.TryParse(amount, out var quantity) || quantity.Value < 0)
            {
                errors.Add(path.Key(resource), $"expected a quantity such as 500m or 1Gi, not negative, found \"{amount}\"");
            }
        }
    }

    private static void AtLeastASecond(TimeSpan duration, string field, FieldErrors errors)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            errors.Add(Field(field), "must be at least 1s");
        }
    }

    private static void Access(KubeletConfiguration configuration, FieldErrors errors)
    {
        var path = Field("authentication");
        if (configuration.Authentication.Anonymous.Enabled)
        {
            var message = "not supported by minikubelet: it takes client certificates only";
            errors.Add(path.Child("anonymous").Child("enabled"), message);
        }

        if (configuration.Authentication.Webhook.Enabled)
        {
            errors.Add(path.Child("webhook").Child("enabled"), "not supported by minikubelet: it needs a cluster");
        }

        if (configuration.Authorization.Mode != "AlwaysAllow")
        {
            errors.Add(
                Field("authorization").Child("mode"),
                "not supported by minikubelet: whoever holds a client certificate may do all; expected AlwaysAllow, "
                + $"found \"{configuration.Authorization.Mode}\"");
        }
    }
}
