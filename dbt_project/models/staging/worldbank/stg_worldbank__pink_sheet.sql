{{ stage('worldbank__pink_sheet') }}
