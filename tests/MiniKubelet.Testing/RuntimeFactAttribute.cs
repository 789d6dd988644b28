using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MiniKubelet.Testing;

/// <summary>
/// A test that is skipped when the runtime its class needs is missing. The class that is run decides, so that tests inherited
/// from a contract are skipped for one runtime and run for another. Without <see cref="RequiresRuntimeAttribute"/> it always runs.
/// </summary>
[XunitTestCaseDiscoverer("MiniKubelet.Testing.RuntimeFactDiscoverer", "MiniKubelet.Testing")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuntimeFactAttribute : FactAttribute;

/// <summary>Makes the test cases of <see cref="RuntimeFactAttribute"/>.</summary>
public sealed class RuntimeFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    /// <inheritdoc/>
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new RuntimeTestCase(
            DiagnosticMessageSink,
            discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(),
            testMethod);
}

/// <summary>A test case that looks at its class for a reason to be skipped.</summary>
public sealed class RuntimeTestCase : XunitTestCase
{
    /// <summary>For xunit, which makes one of these in the process that runs the tests.</summary>
    [Obsolete("Only for deserialization")]
    public RuntimeTestCase()
    {
    }

    internal RuntimeTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    /// <inheritdoc/>
    protected override string? GetSkipReason(IAttributeInfo factAttribute)
    {
        foreach (var skips in TestMethod.TestClass.Class.GetCustomAttributes(typeof(SkipsContractAttribute)))
        {
            if (skips.GetConstructorArguments().ToArray() is [string reason, IEnumerable<string> tests] && tests.Contains(TestMethod.Method.Name))
            {
                return reason;
            }
        }

        var needsRegistry = TestMethod.Method.GetCustomAttributes(typeof(RequiresRegistryAttribute))
            .Concat(TestMethod.TestClass.Class.GetCustomAttributes(typeof(RequiresRegistryAttribute))).Any();
        if (needsRegistry && RequiresRuntimeAttribute.SkipReason(RequiresRegistryAttribute.Variable) is { } noRegistry)
        {
            return noRegistry;
        }

        var required = TestMethod.TestClass.Class.GetCustomAttributes(typeof(RequiresRuntimeAttribute)).SingleOrDefault();
        return required is null
            ? base.GetSkipReason(factAttribute)
            : RequiresRuntimeAttribute.SkipReason((string)required.GetConstructorArguments().Single());
    }
}
