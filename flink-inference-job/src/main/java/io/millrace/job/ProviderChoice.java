package io.millrace.job;

import io.millrace.engine.session.Provider;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where models shall run, and whether that leaves the number of the GPU open.
 *
 * @param isOpen true: the cluster may say which GPU, where it offers one
 */
record ProviderChoice(Provider provider, boolean isOpen) {

  static final ProviderChoice CPU = new ProviderChoice(Provider.CPU, false);

  /** As it is written: {@code cuda} is open, {@code cuda:0} is not. */
  static final class Type implements ITypeConverter<ProviderChoice> {
    @Override
    public ProviderChoice convert(String value) {
      try {
        Provider provider = Provider.parse(value);
        boolean open = provider.kind() != Provider.Kind.CPU && value.indexOf(':') < 0;
        return new ProviderChoice(provider, open);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
