namespace MiniKubelet.Manifests;

/// <summary>The fields that the kubelet's configuration has and ours hasn't.</summary>
internal static class UnsupportedConfiguration
{
    /// <summary>Their paths, as of Kubernetes 1.36.</summary>
    public static IReadOnlySet<string> Fields { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "allowedUnsafeSysctls", "authentication.webhook.cacheTTL", "authorization.webhook", "cgroupDriver", "cgroupRoot",
        "cgroupsPerQOS", "configMapAndSecretChangeDetectionStrategy", "containerLogMaxFiles", "containerLogMaxSize",
        "containerLogMaxWorkers", "containerLogMonitorInterval", "contentType", "cpuCFSQuota", "cpuCFSQuotaPeriod",
        "cpuManagerPolicy", "cpuManagerPolicyOptions", "cpuManagerReconcilePeriod", "defaultPodSysctls",
        "enableContentionProfiling", "enableControllerAttachDetach", "enableDebugFlagsHandler", "enableDebuggingHandlers",
        "enableProfilingHandler", "enableServer", "enableSystemLogHandler", "enableSystemLogQuery",
        "enforceNodeAllocatable", "eventBurst", "eventRecordQPS", "evictionHard", "evictionMaxPodGracePeriod",
        "evictionMinimumReclaim", "evictionPressureTransitionPeriod", "evictionSoft", "evictionSoftGracePeriod",
        "failCgroupV1", "failSwapOn", "featureGates", "hairpinMode", "httpCheckFrequency", "imageGCHighThresholdPercent",
        "imageGCLowThresholdPercent", "imageMaximumGCAge", "imageMinimumGCAge", "imagePullCredentialsVerificationPolicy",
        "imageServiceEndpoint", "iptablesDropBit", "iptablesMasqueradeBit", "kernelMemcgNotification", "kubeAPIBurst",
        "kubeAPIQPS", "kubeletCgroups", "kubeReservedCgroup", "localStorageCapacityIsolation", "logging",
        "makeIPTablesUtilChains", "maxOpenFiles", "memoryManagerPolicy", "memorySwap", "memoryThrottlingFactor",
        "mergeDefaultEvictionSettings", "nodeLeaseDurationSeconds", "nodeStatusMaxImages", "nodeStatusReportFrequency",
        "nodeStatusUpdateFrequency", "oomScoreAdj", "podCIDR", "podPidsLimit", "podsPerCore",
        "preloadedImagesVerificationAllowlist", "protectKernelDefaults", "providerID", "qosReserved", "registerNode",
        "registerWithTaints", "registryBurst", "registryPullQPS", "reservedMemory", "reservedSystemCPUs",
        "rotateCertificates", "runOnce", "serverTLSBootstrap", "showHiddenMetricsForVersion", "shutdownGracePeriod",
        "shutdownGracePeriodByPodPriority", "shutdownGracePeriodCriticalPods", "singleProcessOOMKill", "staticPodURL",
        "staticPodURLHeader", "streamingConnectionIdleTimeout", "systemCgroups", "systemReservedCgroup",
        "tlsCipherSuites", "tlsCurvePreferences", "tlsMinVersion", "topologyManagerPolicy",
        "topologyManagerPolicyOptions", "topologyManagerScope", "tracing", "userNamespaces", "volumePluginDir",
        "volumeStatsAggPeriod",
    };
}
